package dev.tributary.ingest;

import dev.tributary.config.OperatorFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A file with one credential on each line; {@code #} starts a comment line. */
public final class CredentialsFile {
  private CredentialsFile() {}

  /**
   * Has each line read, all of them even where some are wrong.
   *
   * @param key the setting that names the file
   * @param reader throws an IllegalArgumentException with the rule that a line breaks
   * @throws IllegalArgumentException with one line for each line that is wrong
   */
  public static void read(Path file, String key, Consumer<String> reader) {
    List<String> lines;
    try {
      lines = OperatorFile.text(file, OperatorFile.CREDENTIALS).lines().toList();
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "%s must be a readable UTF-8 file, but \"%s\" %s".formatted(key, file, e.getMessage()),
          e);
    }
    List<String> problems = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      try {
        GrantLine.requireShort(line);
        reader.accept(line);
      } catch (IllegalArgumentException e) {
        problems.add("%s (%s:%d)".formatted(e.getMessage(), file, i + 1));
      }
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", problems));
    }
  }
}
