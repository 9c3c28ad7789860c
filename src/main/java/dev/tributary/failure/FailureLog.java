package dev.tributary.failure;

import dev.tributary.contract.Reason;
import dev.tributary.support.RateLimitedLog;
import java.util.EnumMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One line for a failure that is not the sender's doing, with reason and address; in a storm one a
 * second for each reason, with the number of failures it stands for.
 */
final class FailureLog {
  private static final Logger LOG = LoggerFactory.getLogger("dev.tributary.on-failure");

  private final Map<Reason, RateLimitedLog> lines = new EnumMap<>(Reason.class);

  FailureLog() {
    for (Reason reason : new Reason[] {Reason.UNDELIVERABLE, Reason.INTERNAL}) {
      lines.put(reason, new RateLimitedLog());
    }
  }

  void note(String address, FailureClassification verdict) {
    RateLimitedLog line = lines.get(verdict.reason());
    long count = line == null ? 0 : line.pass();
    if (count > 0) {
      LOG.warn(
          "{}: {} (address {}, {} such since the last line)",
          verdict.reason(),
          verdict.forOperator(),
          address,
          count);
    }
  }
}
