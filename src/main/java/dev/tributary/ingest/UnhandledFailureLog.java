package dev.tributary.ingest;

import dev.tributary.contract.Reason;
import dev.tributary.contract.Variables;
import dev.tributary.support.RateLimitedLog;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs messages that failed, and that on-failure could not take either. */
final class UnhandledFailureLog {
  private static final Logger LOG = LoggerFactory.getLogger(UnhandledFailureLog.class);

  private final RateLimitedLog line = new RateLimitedLog();

  void note(Exchange exchange, Exception failure) {
    long count = line.pass();
    if (count > 0) {
      LOG.warn(
          "{}: a route failed and on-failure did not handle it: {} (address {}, {} such since the"
              + " last line)",
          Reason.INTERNAL,
          failure.toString(),
          exchange.getVariable(Variables.ADDRESS),
          count);
    }
  }
}
