package dev.tributary.module;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusNamingConvention;
import java.util.ArrayList;
import java.util.List;

/**
 * One metric that a module shows. What no module lists is not exposed; docs/metrics.md is written
 * from these definitions.
 *
 * @param meterName in Micrometer's form, {@code tributary.messages.received}
 * @param unit null where it counts things
 * @param buckets whether a timer also counts by size; what happens for each message and takes
 *     microseconds does not
 */
public record Metric(
    String meterName,
    Meter.Type type,
    String unit,
    String meaning,
    boolean buckets,
    List<String> tags) {
  private static final PrometheusNamingConvention PROMETHEUS = new PrometheusNamingConvention();

  public static Metric counter(String name, String unit, String meaning, String... tags) {
    return new Metric(name, Meter.Type.COUNTER, unit, meaning, false, List.of(tags));
  }

  public static Metric gauge(String name, String unit, String meaning, String... tags) {
    return new Metric(name, Meter.Type.GAUGE, unit, meaning, false, List.of(tags));
  }

  /** A histogram of seconds. */
  public static Metric timer(String name, String meaning, String... tags) {
    return new Metric(name, Meter.Type.TIMER, "seconds", meaning, true, List.of(tags));
  }

  /** Seconds without buckets. */
  public static Metric summary(String name, String meaning, String... tags) {
    return new Metric(name, Meter.Type.TIMER, "seconds", meaning, false, List.of(tags));
  }

  public boolean isCounter() {
    return type == Meter.Type.COUNTER;
  }

  /** The name as Prometheus sees it. */
  public String publicName() {
    String unsuffixed = PROMETHEUS.name(meterName, type, unit);
    return type == Meter.Type.COUNTER && !unsuffixed.endsWith("_total")
        ? unsuffixed + "_total"
        : unsuffixed;
  }

  /** The names of the series that it is made of: a histogram has three, and its maximum. */
  public List<String> series() {
    String name = publicName();
    if (type != Meter.Type.TIMER) {
      return List.of(name);
    }
    return buckets
        ? List.of(name + "_bucket", name + "_count", name + "_sum", name + "_max")
        : List.of(name + "_count", name + "_sum", name + "_max");
  }

  Tags tagged(String... values) {
    if (values.length != tags.size()) {
      throw new IllegalArgumentException(meterName + " has the tags " + tags);
    }
    List<Tag> pairs = new ArrayList<>();
    for (int i = 0; i < values.length; i++) {
      pairs.add(Tag.of(tags.get(i), values[i]));
    }
    return Tags.of(pairs);
  }
}
