package dev.tributary.module;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.function.ToDoubleFunction;

/**
 * The series of metrics that have a name as their tag: a bounded number of names, the rest
 * together. A name that has a series keeps it for as long as there is something of that name.
 *
 * @param <T> what is known of one name
 */
public final class Series<T> {
  private static final String OTHER = "other";

  private final Meters meters;
  private final int most;
  private final BinaryOperator<T> both;
  private final Map<Metric, ToDoubleFunction<T>> metrics;
  private volatile Map<String, T> values = Map.of();

  /**
   * @param most how many names are shown
   * @param both two as one
   */
  public Series(
      Meters meters, int most, BinaryOperator<T> both, Map<Metric, ToDoubleFunction<T>> metrics) {
    this.meters = meters;
    this.most = most;
    this.both = both;
    this.metrics = metrics;
  }

  /** From now on there are these, by name. */
  public void show(Map<String, T> all) {
    Map<String, T> next = new LinkedHashMap<>();
    values.keySet().stream()
        .filter(name -> all.containsKey(name) && !name.equals(OTHER))
        .forEach(name -> next.put(name, all.get(name)));
    all.forEach(
        (name, value) -> {
          if (!next.containsKey(name)) {
            boolean room = next.size() < most && !name.equals(OTHER);
            next.merge(room ? name : OTHER, value, both);
          }
        });
    Set<String> gone = new HashSet<>(values.keySet());
    gone.removeAll(next.keySet());
    Set<String> come = new HashSet<>(next.keySet());
    come.removeAll(values.keySet());
    values = next;
    gone.forEach(name -> metrics.keySet().forEach(metric -> meters.remove(metric, name)));
    come.forEach(name -> metrics.forEach((metric, of) -> make(metric, of, name)));
  }

  private void make(Metric metric, ToDoubleFunction<T> of, String name) {
    if (metric.isCounter()) {
      meters.count(metric, () -> value(of, name), name);
    } else {
      meters.gauge(metric, () -> value(of, name), name);
    }
  }

  private double value(ToDoubleFunction<T> of, String name) {
    T value = values.get(name);
    return value == null ? Double.NaN : of.applyAsDouble(value);
  }
}
