package dev.tributary.ingest;

import dev.tributary.contract.Reason;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/**
 * The counts since start, at one moment. The difference of two is what happened in between.
 *
 * @param nanos {@link System#nanoTime} of the moment
 * @param received messages
 * @param published messages
 * @param events by topic without prefix
 * @param rejected messages; a reason that never came is absent
 */
public record Snapshot(
    long nanos,
    long received,
    long published,
    Map<String, Long> events,
    Map<Reason, Long> rejected) {

  /** What happened since an earlier moment; {@code nanos} is then the time between. */
  public Snapshot since(Snapshot earlier) {
    return new Snapshot(
        nanos - earlier.nanos,
        received - earlier.received,
        published - earlier.published,
        minus(events, earlier.events),
        minus(rejected, earlier.rejected));
  }

  public double seconds() {
    return nanos / 1e9;
  }

  public long totalEvents() {
    return sum(events.values());
  }

  public long totalRejected() {
    return sum(rejected.values());
  }

  private static <K extends Comparable<K>> Map<K, Long> minus(
      Map<K, Long> now, Map<K, Long> before) {
    Map<K, Long> difference = new TreeMap<>();
    now.forEach(
        (key, count) -> {
          long more = count - before.getOrDefault(key, 0L);
          if (more > 0) {
            difference.put(key, more);
          }
        });
    return difference;
  }

  private static long sum(Collection<Long> counts) {
    return counts.stream().mapToLong(Long::longValue).sum();
  }
}
