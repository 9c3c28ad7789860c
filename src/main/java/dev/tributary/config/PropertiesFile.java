package dev.tributary.config;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/** A properties file that remembers in which line each key stands. */
final class PropertiesFile {
  private PropertiesFile() {}

  record Entry(String key, String value, int line) {}

  static List<Entry> read(Path file) throws IOException {
    List<Entry> entries = new ArrayList<>();
    List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
    for (int i = 0; i < lines.size(); i++) {
      int start = i;
      StringBuilder logical = new StringBuilder(lines.get(i));
      while (!isComment(lines.get(start)) && continues(logical) && i + 1 < lines.size()) {
        logical.append('\n').append(lines.get(++i));
      }
      Properties one = new Properties();
      one.load(new StringReader(logical.toString()));
      for (String key : one.stringPropertyNames()) {
        entries.add(new Entry(key, one.getProperty(key).strip(), start + 1));
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
