package dev.tributary.normalize;

import dev.tributary.module.Meters;
import dev.tributary.module.Metric;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** The meters of normalization; those of a mapping are made when it is first used. */
final class NormalizeMeters implements NormalizeObserver {
  static final Metric DECODE_TIME =
      Metric.summary(
          "tributary.normalize.decode",
          "From a payload's bytes to a tree of which it is known whose it is; without buckets.");
  static final Metric MAP_TIME =
      Metric.summary(
          "tributary.normalize.map",
          "From that tree to measurements, by mapping; without buckets.",
          "mapping");
  static final Metric IGNORED =
      Metric.counter(
          "tributary.fields.ignored",
          null,
          "Fields of payloads that became neither measurement nor attribute: nulls, lists, what is over"
              + " the bounds of attributes.",
          "mapping");
  static final Metric INVALID =
      Metric.counter(
          "tributary.measurements.rejected",
          null,
          "Measurements that could not be published: of a wrong type or unit, or physically impossible.",
          "mapping");
  static final Metric UNMEASURED =
      Metric.counter(
          "tributary.fields.unmeasured",
          null,
          "Numbers in payloads that became attributes instead of measurements, as kinds.yaml does not know"
              + " their names; `tributary unmapped` lists them.",
          "mapping");
  static final List<Metric> METRICS = List.of(DECODE_TIME, MAP_TIME, IGNORED, INVALID, UNMEASURED);

  private final Meters meters;
  private final Timer decode;
  private final Map<String, OfMapping> byMapping = new ConcurrentHashMap<>();

  NormalizeMeters(Meters meters) {
    this.meters = meters;
    this.decode = meters.timer(DECODE_TIME);
  }

  private record OfMapping(Timer time, Counter ignored, Counter rejected, Counter unmeasured) {}

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

  @Override
  public void unmeasured(String mapping, int fields) {
    of(mapping).unmeasured().increment(fields);
  }

  private OfMapping of(String mapping) {
    OfMapping known = byMapping.get(mapping);
    return known != null
        ? known
        : byMapping.computeIfAbsent(
            mapping,
            name ->
                new OfMapping(
                    meters.timer(MAP_TIME, name),
                    meters.counter(IGNORED, name),
                    meters.counter(INVALID, name),
                    meters.counter(UNMEASURED, name)));
  }
}
