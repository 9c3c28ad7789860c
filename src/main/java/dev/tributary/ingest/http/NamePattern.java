package dev.tributary.ingest.http;

import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The names that credentials are good for; {@code *} stands for any run of characters. */
final class NamePattern {
  static final NamePattern ANY = new NamePattern("*");

  private final String glob;
  private final Pattern pattern;

  private NamePattern(String glob) {
    this.glob = glob;
    this.pattern =
        Pattern.compile(
            Arrays.stream(glob.split("\\*+", -1))
                .map(Pattern::quote)
                .collect(Collectors.joining(".*")),
            Pattern.DOTALL);
  }

  static NamePattern of(String glob) {
    return glob.equals("*") ? ANY : new NamePattern(glob);
  }

  boolean matches(String name) {
    return this == ANY || pattern.matcher(name).matches();
  }

  @Override
  public String toString() {
    return glob;
  }
}
