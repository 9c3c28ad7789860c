package dev.tributary.console;

import dev.tributary.config.OperatorFile;
import dev.tributary.console.page.ConsoleFailure;
import dev.tributary.text.Printable;
import dev.tributary.text.Secrets;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Shows a file of routes around a line, without the secrets in it. */
final class FlowSource {
  private static final int BEFORE = 12;
  private static final int AFTER = 30;

  /** A key and its value, wherever they stand in a line. */
  private static final Pattern ENTRY =
      Pattern.compile("([\\w.-]+)(\"?\\s*:\\s+)(\"[^\"]*\"|'[^']*'|[^,}{\\[\\s][^,}]*)");

  private final Path folder;

  FlowSource(Path folder) {
    this.folder = folder.toAbsolutePath().normalize();
  }

  Map<String, Object> around(String name, String at) {
    Path file = folder.resolve(name).normalize();
    if (!file.startsWith(folder) || !name.endsWith(".camel.yaml")) {
      throw new ConsoleFailure(404, "there is no such file of routes");
    }
    List<String> lines;
    try {
      lines = OperatorFile.text(file, OperatorFile.CODE).lines().toList();
    } catch (IOException e) {
      throw new ConsoleFailure(404, "the file cannot be read: " + e.getMessage());
    }
    int line = at.matches("\\d{1,6}") ? Math.max(1, Integer.parseInt(at)) : 1;
    int first = Math.max(0, Math.min(line - 1 - BEFORE, lines.size() - 1));
    List<String> shown = new ArrayList<>();
    for (String text : lines.subList(first, Math.min(lines.size(), first + BEFORE + AFTER))) {
      shown.add(shown(text));
    }
    Map<String, Object> part = new LinkedHashMap<>();
    part.put("file", name);
    part.put("first", first + 1);
    part.put("line", line);
    part.put("lines", shown);
    return part;
  }

  private static String shown(String text) {
    return Printable.line(
        ENTRY
            .matcher(text)
            .replaceAll(
                entry ->
                    Matcher.quoteReplacement(
                        Secrets.isNamed(entry.group(1)) && !entry.group(3).contains("{{")
                            ? entry.group(1) + entry.group(2) + Secrets.HIDDEN
                            : entry.group())));
  }
}
