package dev.tributary.ingest.http;

import dev.tributary.contract.Grants;
import dev.tributary.contract.Grants.Grant;
import dev.tributary.ingest.CredentialsFile;
import dev.tributary.ingest.GrantLine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * On each line a pattern of devices (or gateways), optionally one of their regions, and the SHA-256
 * of the token that may speak for them, in hex. A token may stand on several lines. {@code #}
 * starts a comment line.
 */
final class TokenFile {
  private static final String FORM =
      "a line must be <device pattern> [region=<pattern>] <SHA-256 of the token, 64 hex digits>";

  private static final String HASH = "[0-9a-fA-F]{64}";

  /** A device's name may have spaces, a hash has none. */
  private static final Pattern LINE = Pattern.compile("(.*\\S)\\s+(" + HASH + ")");

  /** The hash first, then the file that was hashed, {@code -} for the standard input. */
  private static final Pattern SHA256SUM = Pattern.compile("\\\\?(" + HASH + ")(?:\\s.*)?");

  private final Map<String, Grants> senders;

  private TokenFile(Map<String, Grants> senders) {
    this.senders = senders;
  }

  /**
   * @throws IllegalArgumentException with one line for each line that is wrong
   */
  static TokenFile read(Path file) {
    Map<String, List<Grant>> grants = new HashMap<>();
    CredentialsFile.read(
        file,
        "tributary.http.tokens-file",
        line -> {
          Matcher matcher = LINE.matcher(line);
          if (!matcher.matches()) {
            throw new IllegalArgumentException(rule(line));
          }
          grants
              .computeIfAbsent(
                  matcher.group(2).toLowerCase(Locale.ROOT), first -> new ArrayList<>())
              .add(grant(matcher.group(1)));
        });
    Map<String, Grants> senders = new HashMap<>();
    grants.forEach((hash, lists) -> senders.put(hash, new Grants(lists)));
    return new TokenFile(senders);
  }

  private static Grant grant(String text) {
    GrantLine line = GrantLine.parse(text);
    if (line.devices() == null) {
      throw new IllegalArgumentException(FORM + ", but this one has no device pattern");
    }
    return new Grant(line.devices(), line.regions());
  }

  private static String rule(String line) {
    Matcher printed = SHA256SUM.matcher(line);
    return printed.matches()
        ? "the pattern of devices comes before the hash, without what sha256sum prints behind it: \"dev-* %s\""
            .formatted(printed.group(1))
        : FORM + ", but this one does not end in a hash";
  }

  /** The grants of the token with this hash, or null. */
  Grants find(String hash) {
    return senders.get(hash);
  }
}
