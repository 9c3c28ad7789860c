package dev.tributary.config;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * How long a text becomes once its <code>{{…}}</code> are replaced. A key may name keys that name
 * more: Camel would replace a few lines by gigabytes, or go round in a circle.
 */
public final class Placeholders {
  private static final int MOST = 64 << 10;
  private static final int DEEPEST = 50;
  private static final String OPEN = "{{";
  private static final String CLOSE = "}}";

  /** What stands before a colon and is no key. */
  private static final Set<String> FUNCTIONS =
      Set.of("env", "sys", "service", "service.name", "service.host", "service.port", "bean");

  private final Map<String, String> values;
  private final Map<String, Long> sizes = new HashMap<>();
  private final Map<String, String> broken = new LinkedHashMap<>();
  private final Set<String> open = new HashSet<>();

  public Placeholders(Map<String, String> values) {
    this.values = values;
  }

  /** Each key that is to blame itself, with the rule that it breaks. */
  Map<String, String> problems() {
    values.keySet().forEach(this::ofKey);
    return broken;
  }

  /** How many characters and placeholders this text becomes, those of values among them. */
  public long size(String text) {
    return of(text);
  }

  /**
   * This text with what its placeholders stand for. What only the running process knows stays as it
   * is written, and so does what is not set.
   */
  public String resolve(String text) {
    StringBuilder resolved = new StringBuilder();
    int at = 0;
    for (int from = text.indexOf(OPEN); from >= 0; from = text.indexOf(OPEN, at)) {
      int end = end(text, from);
      if (end < 0) {
        break;
      }
      resolved.append(text, at, from);
      resolved.append(value(text.substring(from, end)));
      at = end;
    }
    return resolved.append(text, at, text.length()).toString();
  }

  private String value(String placeholder) {
    String inside = placeholder.substring(OPEN.length(), placeholder.length() - CLOSE.length());
    String name = name(inside);
    if (inside.startsWith("!") || FUNCTIONS.contains(name.replaceFirst(":.*", ""))) {
      return placeholder;
    }
    if (values.containsKey(name) && open.add(name)) {
      String value = resolve(values.get(name));
      open.remove(name);
      return value;
    }
    int colon = inside.indexOf(':');
    return colon < 0 || values.containsKey(name)
        ? placeholder
        : resolve(inside.substring(colon + 1));
  }

  /**
   * Empty for a key that is broken: its own problem is reported, not those of keys that name it.
   */
  private long ofKey(String key) {
    Long known = sizes.get(key);
    if (known != null) {
      return known;
    }
    if (!open.add(key)) {
      broken.put(key, "must not lead back to itself by {{…}}");
      return 0;
    }
    long size = 0;
    if (open.size() > DEEPEST) {
      broken.put(key, "must not stand behind more than %d keys by {{…}}".formatted(DEEPEST));
    } else {
      size = of(values.get(key));
    }
    open.remove(key);
    if (size > MOST) {
      broken.put(
          key, "must come to at most %d characters with what its {{…}} stand for".formatted(MOST));
      size = 0;
    }
    sizes.put(key, size);
    return size;
  }

  private long of(String text) {
    long size = text.length();
    int at = text.indexOf(OPEN);
    while (at >= 0) {
      int end = end(text, at);
      if (end < 0) {
        return size;
      }
      String inside = text.substring(at + OPEN.length(), end - CLOSE.length());
      String name = name(inside);
      size += 1 + (inside.contains(OPEN) ? of(inside) : 0);
      if (values.containsKey(name)) {
        size += ofKey(name);
      }
      at = text.indexOf(OPEN, end);
    }
    return size;
  }

  /** The key that is meant, in whose name others may stand; Camel allows {@code ?key:default}. */
  private String name(String inside) {
    String name = inside;
    int from = name.indexOf(OPEN);
    if (from >= 0) {
      if (of(inside) > MOST) {
        return "";
      }
      StringBuilder whole = new StringBuilder();
      int at = 0;
      for (; from >= 0; from = inside.indexOf(OPEN, at)) {
        int end = end(inside, from);
        if (end < 0) {
          break;
        }
        String inner = name(inside.substring(from + OPEN.length(), end - CLOSE.length()));
        whole.append(inside, at, from).append(values.getOrDefault(inner, ""));
        at = end;
      }
      name = whole.append(inside, at, inside.length()).toString();
    }
    name = name.startsWith("?") || name.startsWith("!") ? name.substring(1) : name;
    int colon = name.indexOf(':');
    return (values.containsKey(name) || colon < 0 ? name : name.substring(0, colon)).strip();
  }

  /** Behind the braces that close those here, or -1. */
  private static int end(String text, int from) {
    int depth = 0;
    int at = from;
    while (at < text.length()) {
      if (text.startsWith(OPEN, at)) {
        depth++;
        at += OPEN.length();
      } else if (text.startsWith(CLOSE, at)) {
        at += CLOSE.length();
        if (--depth == 0) {
          return at;
        }
      } else {
        at++;
      }
    }
    return -1;
  }
}
