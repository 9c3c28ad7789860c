package dev.tributary.observe;

import dev.tributary.ingest.Snapshot;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** How things go, in one line: what happened since the line before. */
public final class Progress {
  private static final int SHOWN = 4;

  private final Supplier<Snapshot> counts;
  private Snapshot last;

  public Progress(Supplier<Snapshot> counts) {
    this.counts = counts;
    this.last = counts.get();
  }

  /**
   * For eyes: {@code 40 events/s (sensor.temperature 25, device.gps 15), 2 rejected (invalid 2)}.
   */
  public synchronized String line() {
    Snapshot now = counts.get();
    Snapshot since = now.since(last);
    last = now;
    double seconds = Math.max(since.seconds(), 1e-3);
    StringBuilder line =
        new StringBuilder("%.0f events/s".formatted(since.totalEvents() / seconds));
    append(line, since.events(), seconds);
    line.append(", %d rejected".formatted(now.totalRejected()));
    append(line, now.rejected(), 1);
    return line.toString();
  }

  /** For logs: {@code seconds=60 received=2400 published=2398 events=4796 rejected.invalid=2}. */
  public synchronized String fields() {
    Snapshot now = counts.get();
    Snapshot since = now.since(last);
    last = now;
    StringBuilder fields =
        new StringBuilder(
            String.format(
                Locale.ROOT,
                "seconds=%.0f received=%d published=%d events=%d rejected=%d",
                since.seconds(),
                since.received(),
                since.published(),
                since.totalEvents(),
                since.totalRejected()));
    since
        .rejected()
        .forEach(
            (reason, count) ->
                fields.append(" rejected.").append(reason).append('=').append(count));
    return fields.toString();
  }

  private static <K> void append(StringBuilder line, Map<K, Long> counts, double divisor) {
    if (counts.isEmpty()) {
      return;
    }
    line.append(
        counts.entrySet().stream()
            .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
            .limit(SHOWN)
            .map(e -> "%s %.0f".formatted(e.getKey(), e.getValue() / divisor))
            .collect(Collectors.joining(", ", " (", counts.size() > SHOWN ? ", …)" : ")")));
  }
}
