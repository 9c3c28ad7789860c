package dev.tributary.text;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Headers of a record whose values a sender chose: safe to print, and to be had as they came. */
public final class PrintableHeaders {
  /** Names the headers that {@link Printable#original} must read, separated by commas. */
  public static final String ESCAPED = "tributary_escaped";

  private PrintableHeaders() {}

  /** In the same order; {@link #ESCAPED} is last, and only where it names any. */
  public static Map<String, String> of(Map<String, String> headers) {
    Map<String, String> printable = new LinkedHashMap<>();
    List<String> escaped = new ArrayList<>();
    headers.forEach(
        (name, text) -> {
          if (Printable.of(text).equals(text)) {
            printable.put(name, text);
          } else {
            printable.put(name, Printable.reversible(text));
            escaped.add(name);
          }
        });
    if (!escaped.isEmpty()) {
      printable.put(ESCAPED, String.join(",", escaped));
    }
    return printable;
  }
}
