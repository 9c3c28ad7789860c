package faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A wall clock that one process has for itself, by libfaketime. Its monotonic clock goes on as it
 * does when somebody sets the time of a machine.
 */
final class OwnClock {
  private static final List<Path> PLACES =
      List.of(
          Path.of("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1"),
          Path.of("/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1"),
          Path.of("/usr/lib/faketime/libfaketimeMT.so.1"),
          Path.of("/usr/local/lib/faketime/libfaketimeMT.so.1"));

  private final Path offset;

  OwnClock(Path directory) {
    offset = directory.resolve("clock");
  }

  static boolean isPossible() {
    return library().isPresent();
  }

  private static Optional<Path> library() {
    return PLACES.stream().filter(Files::exists).findFirst();
  }

  /** What a process needs in its environment to go by this clock. */
  Map<String, String> environment() {
    return Map.of(
        "LD_PRELOAD",
        library().orElseThrow().toString(),
        "FAKETIME_TIMESTAMP_FILE",
        offset.toString(),
        "FAKETIME_CACHE_DURATION",
        "1",
        "FAKETIME_DONT_FAKE_MONOTONIC",
        "1");
  }

  /** Within a second it is so far from the time of the machine. */
  void step(long seconds) {
    try {
      // Replaced in one go: who reads half a line would see some other time.
      Path next =
          Files.writeString(offset.resolveSibling("clock.next"), "%+d%n".formatted(seconds));
      Files.move(next, offset, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
