package dev.tributary.contract;

/** Names of devices, gateways or regions: a name, in which {@code *} stands for any run. */
public final class NamePattern {
  public static final NamePattern ANY = new NamePattern("*");

  private final String[] parts;
  private final boolean any;

  public NamePattern(String glob) {
    parts = glob.split("\\*", -1);
    any = glob.equals("*");
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
