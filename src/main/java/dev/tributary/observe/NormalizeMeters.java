package dev.tributary.observe;

import dev.tributary.normalize.NormalizeObserver;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** The meters of normalization; those of a mapping are made when it is first used. */
final class NormalizeMeters implements NormalizeObserver {
  private final Meters meters;
  private final Timer decode;
  private final Map<String, OfMapping> byMapping = new ConcurrentHashMap<>();

  NormalizeMeters(Meters meters) {
    this.meters = meters;
    this.decode = meters.timer(Metric.DECODE_TIME);
  }

  private record OfMapping(Timer time, Counter ignored, Counter rejected) {}

  @Override
  public void decoded(long nanos) {
    decode.record(nanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public void mapped(String mapping, long nanos) {
    of(mapping).time().record(nanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public void ignored(String mapping, int fields) {
    of(mapping).ignored().increment(fields);
  }

  @Override
  public void rejected(String mapping, int measurements) {
    of(mapping).rejected().increment(measurements);
  }

  private OfMapping of(String mapping) {
    OfMapping known = byMapping.get(mapping);
    return known != null
        ? known
        : byMapping.computeIfAbsent(
            mapping,
            name ->
                new OfMapping(
                    meters.timer(Metric.MAP_TIME, name),
                    meters.counter(Metric.IGNORED, name),
                    meters.counter(Metric.INVALID, name)));
  }
}
