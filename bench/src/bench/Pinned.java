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
  private static final String FIRST = "0";
  private static final String SECOND = "1";
  private static final String ALL = "0-" + (Runtime.getRuntime().availableProcessors() - 1);

  private Pinned() {}

  static void toTheSecondCore(long process) {
    move(process, SECOND);
  }

  static void toAllCores(long process) {
    move(process, ALL);
  }

  private static void move(long process, String cores) {
    try {
      int code =
          new ProcessBuilder("taskset", "-a", "-p", "-c", cores, String.valueOf(process))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor();
      if (code != 0) {
        throw new IllegalStateException(
            "taskset could not move process %d to core %s".formatted(process, cores));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  static List<String> toTheFirstCore(List<String> command) {
    List<String> pinned = new ArrayList<>(List.of("taskset", "-c", FIRST));
    pinned.addAll(command);
    return pinned;
  }
}
