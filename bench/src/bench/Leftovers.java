package bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** What Kafka wrote in a run is gigabytes that nobody reads; what everybody said is kept. */
public final class Leftovers {
  private Leftovers() {}

  /**
   * Deletes a folder with all that is in it, once nobody writes there any more. What was measured
   * is worth more than a tidy disk: a failure is only told.
   */
  public static void delete(Path folder) {
    try (Stream<Path> walk = Files.walk(folder)) {
      List<Path> insideOut = walk.sorted(Comparator.reverseOrder()).toList();
      for (Path path : insideOut) {
        Files.delete(path);
      }
    } catch (IOException e) {
      System.err.println("Left behind: " + folder + ", " + e.getMessage());
    }
  }
}
