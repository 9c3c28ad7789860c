package dev.tributary.ingest;

import dev.tributary.event.Reason;
import dev.tributary.event.Sparing;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells of messages that failed, and that on-failure did not take either. */
final class Unhandled {
  private static final Logger LOG = LoggerFactory.getLogger(Unhandled.class);

  private final Sparing line = new Sparing();

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
