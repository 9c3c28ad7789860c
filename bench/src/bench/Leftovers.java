package bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** What Kafka wrote in a run is gigabytes that nobody reads; what everybody said is kept. */
public final class Leftovers {
  private Leftovers() {}

  /** Deletes a folder with all that is in it, once nobody writes there any more. */
  public static void delete(Path folder) {
    try (Stream<Path> walk = Files.walk(folder)) {
      List<Path> insideOut = walk.sorted(Comparator.reverseOrder()).toList();
      for (Path path : insideOut) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("left behind: " + folder, e);
    }
  }
}
