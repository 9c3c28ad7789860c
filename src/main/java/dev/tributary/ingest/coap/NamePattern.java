package dev.tributary.ingest.coap;

/** The names an identity may speak for: a name, in which {@code *} stands for any run. */
final class NamePattern {
  private final String[] parts;

  NamePattern(String glob) {
    parts = glob.split("\\*", -1);
  }

  /** Null stands for a name that only the payload tells: only {@code *} alone covers that. */
  boolean covers(String name) {
    String rest = name == null ? "" : name;
    String first = parts[0];
    String last = parts[parts.length - 1];
    if (parts.length == 1) {
      return rest.equals(first);
    }
    if (rest.length() < first.length() + last.length()
        || !rest.startsWith(first)
        || !rest.endsWith(last)) {
      return false;
    }
    int from = first.length();
    int end = rest.length() - last.length();
    for (int i = 1; i < parts.length - 1; i++) {
      int at = rest.indexOf(parts[i], from);
      if (at < 0 || at + parts[i].length() > end) {
        return false;
      }
      from = at + parts[i].length();
    }
    return true;
  }
}
