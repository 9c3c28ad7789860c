package dev.tributary.ingest.http;

import dev.tributary.contract.NamePattern;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * On each line a pattern of devices (or gateways) and the SHA-256 of the token that may speak for
 * them, in hex. A token may stand on several lines. {@code #} starts a comment line.
 */
final class TokenFile {
  private final Map<String, SenderIdentity> senders;

  private TokenFile(Map<String, SenderIdentity> senders) {
    this.senders = senders;
  }

  /**
   * @throws IllegalArgumentException with one line for each line that is wrong
   */
  static TokenFile read(Path file) {
    List<String> lines;
    try {
      lines = Files.readAllLines(file);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "tributary.http.tokens-file must be a readable UTF-8 file, but is \"%s\" (%s)"
              .formatted(file, e),
          e);
    }
    Map<String, List<NamePattern>> patterns = new HashMap<>();
    List<String> problems = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      // A device's name may have spaces, a hash has none.
      int gap = Math.max(line.lastIndexOf(' '), line.lastIndexOf('\t'));
      String hash = line.substring(gap + 1).toLowerCase(Locale.ROOT);
      if (gap < 0 || !hash.matches("[0-9a-f]{64}")) {
        problems.add(
            "a line has a pattern of devices and the SHA-256 of a token in 64 hex digits, but"
                + " this has not (%s:%d)".formatted(file, i + 1));
      } else {
        patterns
            .computeIfAbsent(hash, first -> new ArrayList<>())
            .add(new NamePattern(line.substring(0, gap).strip()));
      }
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", problems));
    }
    Map<String, SenderIdentity> senders = new HashMap<>();
    patterns.forEach(
        (hash, devices) -> senders.put(hash, new SenderIdentity(List.copyOf(devices))));
    return new TokenFile(senders);
  }

  /** Whoever holds the token of this hash, or null. */
  SenderIdentity find(String hash) {
    return senders.get(hash);
  }
}
