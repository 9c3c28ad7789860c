package dev.tributary.library;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A file that is written whole or not at all. What it replaces keeps its permissions, and a link
 * stays one.
 */
public record WholeFile(Path part, Path target) {
  static final String SUFFIX = ".part";

  /** Writes the text beside the file, under a hidden name. */
  public static WholeFile prepare(Path file, String text) throws IOException {
    Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
    Files.createDirectories(target.getParent());
    Path part = target.resolveSibling("." + target.getFileName() + SUFFIX);
    if (Files.exists(target)) {
      Files.copy(
          target, part, StandardCopyOption.COPY_ATTRIBUTES, StandardCopyOption.REPLACE_EXISTING);
    }
    Files.writeString(part, text);
    return new WholeFile(part, target);
  }

  /** Copies a file beside the target, under a hidden name. */
  static WholeFile copy(Path source, Path target) throws IOException {
    Path part = target.resolveSibling("." + target.getFileName() + SUFFIX);
    Files.copy(source, part, StandardCopyOption.REPLACE_EXISTING);
    return new WholeFile(part, target);
  }

  /** Gives it its name. */
  public void move() throws IOException {
    Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
