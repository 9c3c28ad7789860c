package dev.tributary.config;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/** A properties file that remembers in which line each key stands. */
final class PropertiesFile {
  private static final int ENTRIES = 10_000;
  private static final int KEY_LENGTH = 500;
  private static final int VALUE_LENGTH = 64 << 10;

  private PropertiesFile() {}

  record Entry(String key, String value, int line) {}

  /** Reads a file; what is wrong with it goes to the problems. */
  static List<Entry> read(Path file, List<String> problems) {
    String name = file.getFileName().toString();
    List<Entry> entries = new ArrayList<>();
    try {
      read(OperatorFile.text(file, OperatorFile.DATA).lines().toList(), name, entries, problems);
    } catch (OperatorFile.Unreadable e) {
      problems.add(e.of(name));
    }
    return entries;
  }

  private static void read(
      List<String> lines, String name, List<Entry> entries, List<String> problems) {
    for (int i = 0; i < lines.size(); i++) {
      int start = i;
      StringBuilder logical = new StringBuilder(lines.get(i));
      while (!isComment(lines.get(start)) && continues(logical) && i + 1 < lines.size()) {
        logical.append('\n').append(lines.get(++i));
      }
      String where = "%s:%d: ".formatted(name, start + 1);
      for (Entry entry : parse(logical.toString(), start + 1, where, problems)) {
        if (entries.size() == ENTRIES) {
          problems.add(where + "must have at most %d keys".formatted(ENTRIES));
          return;
        }
        entries.add(entry);
      }
    }
  }

  private static List<Entry> parse(String text, int line, String where, List<String> problems) {
    Properties parsed = new Properties();
    try {
      parsed.load(new StringReader(text));
    } catch (IOException | IllegalArgumentException e) {
      problems.add(where + "\\u must have four hex digits behind it, and \\\\ is a backslash");
      return List.of();
    }
    List<Entry> entries = new ArrayList<>();
    for (String key : parsed.stringPropertyNames()) {
      String value = parsed.getProperty(key).strip();
      if (key.length() > KEY_LENGTH || value.length() > VALUE_LENGTH) {
        problems.add(
            where
                + "must have at most %d characters in a key and %d in a value"
                    .formatted(KEY_LENGTH, VALUE_LENGTH));
      } else {
        entries.add(new Entry(key, value, line));
      }
    }
    return entries;
  }

  private static boolean isComment(String line) {
    String stripped = line.stripLeading();
    return stripped.startsWith("#") || stripped.startsWith("!");
  }

  private static boolean continues(CharSequence line) {
    int backslashes = 0;
    for (int i = line.length() - 1; i >= 0 && line.charAt(i) == '\\'; i--) {
      backslashes++;
    }
    return backslashes % 2 == 1;
  }
}
