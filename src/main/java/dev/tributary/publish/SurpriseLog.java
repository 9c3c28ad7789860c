package dev.tributary.publish;

import dev.tributary.event.Reason;
import dev.tributary.ingest.Variables;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One line for a failure that is not the sender's doing, with reason and address; in a storm one a
 * second for each reason, which says how many it stands for.
 */
final class SurpriseLog {
  private static final Logger LOG = LoggerFactory.getLogger("dev.tributary.on-failure");
  private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final class Line {
    private final AtomicLong next = new AtomicLong(System.nanoTime());
    private final AtomicLong since = new AtomicLong();
  }

  private final Map<Reason, Line> lines = new EnumMap<>(Reason.class);

  SurpriseLog() {
    for (Reason reason : new Reason[] {Reason.UNDELIVERABLE, Reason.INTERNAL}) {
      lines.put(reason, new Line());
    }
  }

  void note(Exchange exchange, Verdict verdict) {
    Line line = lines.get(verdict.reason());
    if (line == null) {
      return;
    }
    long count = line.since.incrementAndGet();
    long now = System.nanoTime();
    long due = line.next.get();
    if (now - due >= 0 && line.next.compareAndSet(due, now + PAUSE_NANOS)) {
      line.since.addAndGet(-count);
      LOG.warn(
          "{}: {} (address {}, {} such since the last line)",
          verdict.reason(),
          verdict.forOperator(),
          exchange.getVariable(Variables.ADDRESS),
          count);
    }
  }
}
