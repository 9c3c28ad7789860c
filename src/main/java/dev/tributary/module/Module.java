package dev.tributary.module;

import dev.tributary.contract.MessageObserver;
import dev.tributary.project.Finding;
import dev.tributary.project.Project;
import java.io.IOException;
import java.nio.file.Path;
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

  /** What is wrong with the files that it would read. */
  default List<Finding> findings(Project project) {
    return List.of();
  }

  /** Whether it reads this file. */
  default boolean reads(Path file) {
    return false;
  }

  /**
   * Reads its files in the operator's folder, at the start and when one of them has changed; what
   * they contain is active from then on.
   *
   * @return puts back what was active before
   * @throws IllegalArgumentException one line for each thing that is wrong
   */
  default Runnable read(Project project) throws IOException {
    return () -> {};
  }

  /** Of what it keeps state over edits of the files that are active. */
  default List<KeptState> kept() {
    return List.of();
  }

  /** What it counts of messages, or null where it looks at none. */
  default MessageObserver observer() {
    return null;
  }

  /** What it adds to the status line, or an empty text. */
  default String status() {
    return "";
  }

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
