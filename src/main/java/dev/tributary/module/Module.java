package dev.tributary.module;

import java.util.List;
import org.apache.camel.CamelContext;

/**
 * One capability of a gateway: everything that it brings, in one shape. A module is passive until
 * {@link #start}: {@code check} makes the same ones and binds them into a context that never
 * starts.
 */
public interface Module extends AutoCloseable {
  /** The metrics that it shows. */
  default List<Metric> metrics() {
    return List.of();
  }

  /** Makes its meters. */
  default void meters(Meters meters) {}

  /** Binds the steps, components and languages that routes name. */
  default void bind(CamelContext camel) {}

  /** Begins to work; called before the routes start. */
  default void start() throws Exception {}

  /** All routes have started. */
  default void started() {}

  /** What is wrong but stops nothing, a sentence each, for health and {@code /info}. */
  default List<String> degradations() {
    return List.of();
  }

  @Override
  default void close() {}
}
