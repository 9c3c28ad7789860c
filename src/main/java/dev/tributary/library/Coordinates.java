package dev.tributary.library;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What names a jar in a Maven repository.
 *
 * @param classifier empty for most
 * @param version empty where any will do
 */
public record Coordinates(String group, String artifact, String classifier, String version) {
  private static final String WORD = "[A-Za-z0-9_.-]+";
  private static final Pattern FORM =
      Pattern.compile("(%s):(%s)(?::(%s))?(?::(%s))?".formatted(WORD, WORD, WORD, WORD));

  /**
   * Reads {@code group:artifact}, {@code group:artifact:version}, {@code
   * group:artifact:classifier:version}.
   *
   * @throws IllegalArgumentException where it is nothing of that
   */
  public static Coordinates parse(String text) {
    Matcher parts = FORM.matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "an artifact must be GROUP:ARTIFACT or GROUP:ARTIFACT:VERSION but is \"%s\""
              .formatted(text));
    }
    String third = parts.group(3) == null ? "" : parts.group(3);
    return parts.group(4) == null
        ? new Coordinates(parts.group(1), parts.group(2), "", third)
        : new Coordinates(parts.group(1), parts.group(2), third, parts.group(4));
  }

  /** What it is, in whatever version. */
  public String key() {
    return group + ":" + artifact + (classifier.isEmpty() ? "" : ":" + classifier);
  }

  /** The name of the jar as Maven would write it. */
  String fileName() {
    return artifact + "-" + version + (classifier.isEmpty() ? "" : "-" + classifier) + ".jar";
  }

  Coordinates version(String other) {
    return new Coordinates(group, artifact, classifier, other);
  }

  @Override
  public String toString() {
    return version.isEmpty() ? key() : key() + ":" + version;
  }
}
