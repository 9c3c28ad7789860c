package dev.tributary.plaincamel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What became of each route set: works, refused by name, or differs from what is expected. */
final class Table {
  static final Path FILE = Path.of("target", "plain-camel", "table.txt");

  enum Verdict {
    WORKS("works"),
    REFUSED("refused by name"),
    DIFFERS("differs");

    private final String words;

    Verdict(String words) {
      this.words = words;
    }
  }

  private record Row(Verdict verdict, String detail) {}

  private final Map<String, Row> rows = new TreeMap<>();

  void put(String name, Verdict verdict, String detail) {
    rows.put(name, new Row(verdict, detail));
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    Map<Verdict, Integer> counts = new EnumMap<>(Verdict.class);
    rows.forEach(
        (name, row) -> {
          text.append("%-16s %-34s %s%n".formatted(row.verdict().words, name, row.detail()));
          counts.merge(row.verdict(), 1, Integer::sum);
        });
    text.append(
        Arrays.stream(Verdict.values())
            .map(verdict -> verdict.words + " " + counts.getOrDefault(verdict, 0))
            .collect(Collectors.joining(", ")));
    return text.append(System.lineSeparator()).toString();
  }

  void write() throws IOException {
    Files.createDirectories(FILE.getParent());
    Files.writeString(FILE, toString());
  }
}
