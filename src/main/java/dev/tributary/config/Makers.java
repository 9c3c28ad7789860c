package dev.tributary.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The topics of makers by name, from the list that also stands in application.properties: a line
 * whose comment begins with a name in angle brackets begins the next maker.
 */
final class Makers {
  private static final Pattern LINE =
      Pattern.compile("#   (\\S+(?: \\[[^\\]]*])?)(?:\\s+(?:<(\\w+)>)?.*)?");
  private static final Map<String, List<String>> TOPICS = read();

  private Makers() {}

  /**
   * @throws IllegalArgumentException naming a maker that is unknown
   */
  static List<String> topics(List<String> makers) {
    List<String> topics = new ArrayList<>();
    for (String maker : makers) {
      topics.addAll(TOPICS.getOrDefault(maker, List.of()));
    }
    return topics;
  }

  /** Why this is no maker, or null. */
  static String problem(String maker) {
    return TOPICS.containsKey(maker)
        ? null
        : "tributary.makers must name makers of %s but has \"%s\"%s"
            .formatted(
                String.join(", ", TOPICS.keySet()), maker, Nearest.hint(maker, TOPICS.keySet()));
  }

  private static Map<String, List<String>> read() {
    Map<String, List<String>> topics = new LinkedHashMap<>();
    String maker = null;
    for (String line : text().lines().toList()) {
      Matcher matcher = LINE.matcher(line);
      if (matcher.matches()) {
        maker = matcher.group(2) == null ? maker : matcher.group(2);
        // a webhook needs its path in routes/ingest-http.camel.yaml too
        if (maker != null && matcher.group(1).endsWith("[mqtt]")) {
          topics.computeIfAbsent(maker, first -> new ArrayList<>()).add(matcher.group(1));
        }
      }
    }
    return topics;
  }

  private static String text() {
    try (InputStream in = Makers.class.getResourceAsStream("makers.properties")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
