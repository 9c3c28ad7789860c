package dev.tributary.kafka.out;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which topics {@code out:events,measures,alerts,sensor.*} means, as one pattern of their names.
 */
final class OutTopics {
  /** Topics of the gateway's own that no route out reads. */
  static final List<String> INTERNAL =
      List.of(
          "alert.state",
          "analytics.late",
          "analytics.part",
          "dead-letter",
          "device.state",
          "raw",
          "throttled",
          "tick",
          "undelivered",
          "verify");

  /** What devices are to do. */
  static final String COMMANDS = "command";

  /** What is no event although it stands under the prefix. */
  private static final String OTHERS =
      "analytics\\..*|alert|command(\\.result)?|feedback|score\\..*";

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]+\\*?|\\*");

  private OutTopics() {}

  /**
   * @param prefix with its dot, or empty
   * @throws IllegalArgumentException where a name is none, or one of the gateway's own
   */
  static Pattern pattern(String names, String prefix) {
    String choices =
        Arrays.stream(names.split(",", -1)).map(OutTopics::choice).collect(Collectors.joining("|"));
    String internal =
        INTERNAL.stream().map(Pattern::quote).collect(Collectors.joining("|", "(?!(", ")$)"));
    return Pattern.compile(Pattern.quote(prefix) + "(?!_)" + internal + "(" + choices + ")");
  }

  private static String choice(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "out:<topics> takes events, measures, alerts, or names of topics without the prefix that may end in *, joined by commas; got \"%s\""
              .formatted(name));
    }
    if (INTERNAL.contains(name)) {
      throw new IllegalArgumentException(
          "out: must not read the gateway's own topic %s (from: kafka: can)".formatted(name));
    }
    return switch (name) {
      case "events" -> "(?!(" + OTHERS + ")$).+";
      case "measures" -> "analytics\\..+";
      case "alerts" -> "alert";
      default ->
          name.endsWith("*")
              ? Pattern.quote(name.substring(0, name.length() - 1)) + ".*"
              : Pattern.quote(name);
    };
  }
}
