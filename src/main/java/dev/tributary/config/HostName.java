package dev.tributary.config;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** A name of a host, comparable: in lower case, without the dot of the root behind it. */
public record HostName(String name) {
  /** DNS names, and those with an underscore that Compose gives to services. */
  private static final Pattern NAME =
      Pattern.compile("[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*");

  private static final int MAX_LENGTH = 253;

  /** Empty where the text is no name of a host. */
  public static Optional<HostName> of(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    String name = lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    return name.length() <= MAX_LENGTH && NAME.matcher(name).matches()
        ? Optional.of(new HostName(name))
        : Optional.empty();
  }

  /**
   * For a setting.
   *
   * @throws IllegalArgumentException with the rule, "must be …"
   */
  static HostName parse(String text) {
    return of(text)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "must be host names without scheme, port or wildcard, as in gateway.example,"));
  }

  @Override
  public String toString() {
    return name;
  }
}
