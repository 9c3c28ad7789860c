package dev.tributary.project;

import dev.tributary.config.YamlSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Reads one file of a folder, and throws what is wrong with it, one line for each thing. */
@FunctionalInterface
public interface FileReading {
  void read(Path file) throws IOException;

  /** What is wrong with the file, in the words of this reading. */
  default List<Finding> findings(Path file) {
    try {
      read(file);
      return List.of();
    } catch (IOException e) {
      return List.of(new Finding(YamlSource.name(file), 0, "cannot be read: " + e.getMessage()));
    } catch (IllegalArgumentException e) {
      return e.getMessage().lines().map(Finding::of).toList();
    }
  }
}
