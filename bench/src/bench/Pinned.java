package bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A bridge alone on the first core, everything else on the second: where all share both, what Kafka
 * and the MQTT broker cost evens out the differences between bridges.
 */
final class Pinned {
  private Pinned() {}

  /** This process, and what it starts from now on. */
  static void othersToTheSecondCore() throws IOException {
    String self = String.valueOf(ProcessHandle.current().pid());
    try {
      int code =
          new ProcessBuilder("taskset", "-a", "-p", "-c", "1", self)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor();
      if (code != 0) {
        throw new IOException("taskset could not pin this process to the second core");
      }
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
