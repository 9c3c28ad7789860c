package dev.tributary.contract;

/** Names of devices, gateways or regions: a name, in which {@code *} stands for any run. */
public final class NamePattern {
  public static final NamePattern ANY = new NamePattern("*");

  private final String glob;
  private final String[] parts;
  private final boolean any;

  public NamePattern(String glob) {
    this(glob, glob.split("\\*", -1), glob.equals("*"));
  }

  private NamePattern(String glob, String[] parts, boolean any) {
    this.glob = glob;
    this.parts = parts;
    this.any = any;
  }

  /** Covers this name alone, whatever characters it has. */
  public static NamePattern exactly(String name) {
    return new NamePattern(name, new String[] {name}, false);
  }

  /** Whether it covers every name. */
  boolean isAny() {
    return any;
  }

  /** The one name that it covers, or null where it may cover more. */
  String literal() {
    return parts.length == 1 ? glob : null;
  }

  /**
   * Why this can be the pattern of no {@code what} (device, region), one sentence, or null when it
   * can: a pattern that covers nothing is a mistake.
   */
  public static String problem(String what, String glob) {
    return glob.equals("*") ? null : Identity.problem(what, glob.replace('*', '-'));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NamePattern pattern && pattern.glob.equals(glob);
  }

  @Override
  public int hashCode() {
    return glob.hashCode();
  }

  @Override
  public String toString() {
    return glob;
  }

  /** Null stands for a name that is not known yet: only {@code *} alone covers that. */
  public boolean covers(String name) {
    if (any || name == null) {
      return any;
    }
    String first = parts[0];
    String last = parts[parts.length - 1];
    if (parts.length == 1) {
      return name.equals(first);
    }
    if (name.length() < first.length() + last.length()
        || !name.startsWith(first)
        || !name.endsWith(last)) {
      return false;
    }
    int from = first.length();
    int end = name.length() - last.length();
    for (int i = 1; i < parts.length - 1; i++) {
      int at = name.indexOf(parts[i], from);
      if (at < 0 || at + parts[i].length() > end) {
        return false;
      }
      from = at + parts[i].length();
    }
    return true;
  }
}
