package dev.tributary.library;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The artifacts that the gateway's own jar is made of, as the build listed them. */
final class Contents {
  private static final String RESOURCE = "contents.txt";
  private static final Pattern LINE =
      Pattern.compile(
          "\\s*([^:\\s]+):([^:\\s]+):jar:(?:([^:\\s]+):)?([^:\\s]+):(?:compile|runtime).*");

  private Contents() {}

  /** Versions by {@code group:artifact}. */
  static Map<String, String> versions() {
    Map<String, String> versions = new TreeMap<>();
    try (InputStream in = Contents.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException(
            "what the gateway has already is known only to its jar: start it with java -jar tributary.jar");
      }
      new String(in.readAllBytes(), UTF_8)
          .lines()
          .map(LINE::matcher)
          .filter(Matcher::matches)
          .forEach(line -> versions.put(line.group(1) + ":" + line.group(2), line.group(4)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return versions;
  }
}
