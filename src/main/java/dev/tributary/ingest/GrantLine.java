package dev.tributary.ingest;

import dev.tributary.contract.NamePattern;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How files of credentials write what one of them authorizes: {@code [<device pattern>]
 * [region=<pattern>]}.
 *
 * @param devices null where none are named
 */
public record GrantLine(NamePattern devices, NamePattern regions) {
  /** Two patterns, a key or a hash, and an identity. */
  private static final int LONGEST_LINE = 600;

  private static final Pattern FORM = Pattern.compile("(.*?)(?:(?:^|\\s+)region=(.*))?");

  /**
   * Refuses what no credentials need, before anything searches it.
   *
   * @throws IllegalArgumentException with the rule
   */
  public static void requireShort(String line) {
    if (line.length() > LONGEST_LINE) {
      throw new IllegalArgumentException(
          "a line has at most %d characters, but this one has %d"
              .formatted(LONGEST_LINE, line.length()));
    }
  }

  /**
   * @throws IllegalArgumentException naming the pattern that is wrong
   */
  public static GrantLine parse(String text) {
    Matcher matcher = FORM.matcher(text.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException("device and region patterns must stand on one line");
    }
    String devices = matcher.group(1);
    String regions = matcher.group(2);
    return new GrantLine(
        devices.isEmpty() ? null : pattern("device", devices),
        regions == null ? NamePattern.ANY : pattern("region", regions));
  }

  private static NamePattern pattern(String what, String glob) {
    String problem = NamePattern.problem(what, glob);
    if (problem != null) {
      throw new IllegalArgumentException("this pattern covers nothing: " + problem);
    }
    return new NamePattern(glob);
  }
}
