package dev.tributary.module;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleSupplier;
import java.util.stream.DoubleStream;

/** Makes meters of the definitions. */
public final class Meters {
  /** From half a millisecond, which only an idle machine reaches, to a Kafka that is down. */
  private static final Duration[] BUCKETS =
      DoubleStream.of(
              0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30,
              60)
          .mapToObj(seconds -> Duration.ofNanos(Math.round(seconds * 1e9)))
          .toArray(Duration[]::new);

  private final MeterRegistry registry;
  private final Set<String> made = ConcurrentHashMap.newKeySet();

  public Meters(MeterRegistry registry) {
    this.registry = registry;
  }

  /** Whether a meter of this name was made here; nothing else is exposed. */
  public boolean isMade(String meterName) {
    return made.contains(meterName);
  }

  /** Exposes a metric whose meters a library makes. */
  public void expose(Metric metric) {
    made.add(metric.meterName());
  }

  public Counter counter(Metric metric, String... tagValues) {
    expose(metric);
    return Counter.builder(metric.meterName())
        .baseUnit(metric.unit())
        .description(metric.meaning())
        .tags(metric.tagged(tagValues))
        .register(registry);
  }

  public Timer timer(Metric metric, String... tagValues) {
    expose(metric);
    Timer.Builder timer =
        Timer.builder(metric.meterName())
            .description(metric.meaning())
            .tags(metric.tagged(tagValues));
    return (metric.buckets() ? timer.serviceLevelObjectives(BUCKETS) : timer).register(registry);
  }

  /**
   * A count that is kept elsewhere. A counter holds the object that it reads weakly, but its
   * function strongly.
   */
  public void count(Metric metric, DoubleSupplier value, String... tagValues) {
    expose(metric);
    FunctionCounter.builder(metric.meterName(), this, held -> value.getAsDouble())
        .baseUnit(metric.unit())
        .description(metric.meaning())
        .tags(metric.tagged(tagValues))
        .register(registry);
  }

  public void gauge(Metric metric, DoubleSupplier value, String... tagValues) {
    expose(metric);
    Gauge.builder(metric.meterName(), value, DoubleSupplier::getAsDouble)
        .baseUnit(metric.unit())
        .description(metric.meaning())
        .tags(metric.tagged(tagValues))
        .strongReference(true)
        .register(registry);
  }

  /** What the meters of this name show now, by the value of this tag. */
  public Map<String, Double> values(String meterName, String tag) {
    Map<String, Double> values = new TreeMap<>();
    for (Meter meter : registry.find(meterName).meters()) {
      String of = meter.getId().getTag(tag);
      if (of != null) {
        meter.measure().forEach(measured -> values.merge(of, measured.getValue(), Double::sum));
      }
    }
    return values;
  }

  /** Shows this one no longer: what it was of is gone. */
  public void remove(Metric metric, String... tagValues) {
    registry.remove(
        new Meter.Id(
            metric.meterName(),
            metric.tagged(tagValues),
            metric.unit(),
            metric.meaning(),
            metric.type()));
  }
}
