package dev.tributary.publish;

import dev.tributary.event.Reason;
import dev.tributary.event.Sparing;
import dev.tributary.ingest.Variables;
import java.util.EnumMap;
import java.util.Map;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One line for a failure that is not the sender's doing, with reason and address; in a storm one a
 * second for each reason, which says how many it stands for.
 */
final class SurpriseLog {
  private static final Logger LOG = LoggerFactory.getLogger("dev.tributary.on-failure");

  private final Map<Reason, Sparing> lines = new EnumMap<>(Reason.class);

  SurpriseLog() {
    for (Reason reason : new Reason[] {Reason.UNDELIVERABLE, Reason.INTERNAL}) {
      lines.put(reason, new Sparing());
    }
  }

  void note(Exchange exchange, Verdict verdict) {
    Sparing line = lines.get(verdict.reason());
    long count = line == null ? 0 : line.pass();
    if (count > 0) {
      LOG.warn(
          "{}: {} (address {}, {} such since the last line)",
          verdict.reason(),
          verdict.forOperator(),
          exchange.getVariable(Variables.ADDRESS),
          count);
    }
  }
}
