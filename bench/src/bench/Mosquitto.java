package bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A real mosquitto as a process of its own, with room for a backlog. */
public final class Mosquitto {
  private Mosquitto() {}

  /**
   * @param more further lines of its configuration
   */
  public static Child start(Path directory, int port, String more) {
    String configuration =
        """
        listener %d 127.0.0.1
        allow_anonymous true
        max_queued_messages 0
        max_queued_bytes 0
        max_inflight_messages 0
        set_tcp_nodelay true
        %s
        """
            .formatted(port, more);
    Path file = directory.resolve("mosquitto.conf");
    try {
      Files.writeString(file, configuration);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Child broker = Child.start(directory, "mosquitto", List.of("mosquitto", "-c", file.toString()));
    broker.await(() -> Ports.open(port), 10);
    return broker;
  }
}
