package bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A bridge alone on the first core, everything else on the second: where all share both, what Kafka
 * and the MQTT broker cost evens out the differences between bridges.
 */
final class Pinned {
  /** As it was at the start: later this process may see fewer. */
  private static final String ALL = "0-" + (Runtime.getRuntime().availableProcessors() - 1);

  private static boolean now;

  private Pinned() {}

  /** This process, and what it starts from now on: on the second core, or on all. */
  static void others(boolean pinned) {
    if (pinned == now) {
      return;
    }
    now = pinned;
    String cores = pinned ? "1" : ALL;
    String self = String.valueOf(ProcessHandle.current().pid());
    try {
      int code =
          new ProcessBuilder("taskset", "-a", "-p", "-c", cores, self)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor();
      if (code != 0) {
        throw new IllegalStateException("taskset could not move this process to core " + cores);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  static List<String> toTheFirstCore(List<String> command) {
    List<String> pinned = new ArrayList<>(List.of("taskset", "-c", "0"));
    pinned.addAll(command);
    return pinned;
  }
}
