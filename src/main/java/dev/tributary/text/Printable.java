package dev.tributary.text;

/**
 * Text from outside on one line of a log, a record header or a terminal. What would end the line,
 * drive the terminal, turn the reading direction or stand there unseen is written as an escape:
 * {@code \n}, {@code \u202e}.
 */
public final class Printable {
  private static final String HEX = "0123456789abcdef";

  private Printable() {}

  /** Whether this character shows on a line and does nothing else. */
  public static boolean isPrintable(int codePoint) {
    if (codePoint < 0x7f) {
      return codePoint >= ' ';
    }
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> !isInvisible(codePoint);
    };
  }

  /** Letters and marks that Unicode calls default-ignorable: nothing of them shows. */
  private static boolean isInvisible(int codePoint) {
    return codePoint == 0x034f // combining grapheme joiner
        || (codePoint >= 0x115f && codePoint <= 0x1160) // Hangul fillers
        || (codePoint >= 0x17b4 && codePoint <= 0x17b5) // Khmer inherent vowels
        || (codePoint >= 0x180b && codePoint <= 0x180f) // Mongolian variation selectors
        || codePoint == 0x3164 // Hangul filler
        || (codePoint >= 0xfe00 && codePoint <= 0xfe0f) // variation selectors
        || codePoint == 0xffa0 // halfwidth Hangul filler
        || (codePoint >= 0xe0100 && codePoint <= 0xe01ef); // variation selectors
  }

  /** The text on one line; the same object if there is nothing to escape. */
  public static String of(String text) {
    return escape(text, "");
  }

  /** The same without the passwords of URLs: what anybody may be shown. */
  public static String line(String text) {
    return of(Secrets.masked(text));
  }

  /** The same as the inside of a JSON string. */
  public static String json(String text) {
    return escape(text, "\\\"");
  }

  /** The text on one line in such a way that {@link #original} finds it again. */
  public static String reversible(String text) {
    return escape(text, "\\");
  }

  /** What {@link #reversible} was given. */
  public static String original(String escaped) {
    if (escaped.indexOf('\\') < 0) {
      return escaped;
    }
    StringBuilder text = new StringBuilder(escaped.length());
    for (int i = 0; i < escaped.length(); i++) {
      char c = escaped.charAt(i);
      if (c != '\\' || i + 1 == escaped.length()) {
        text.append(c);
        continue;
      }
      char kind = escaped.charAt(++i);
      int unit = kind == 'u' ? unit(escaped, i + 1) : -1;
      if (unit >= 0) {
        text.append((char) unit);
        i += 4;
      } else {
        text.append(
            switch (kind) {
              case 'n' -> '\n';
              case 'r' -> '\r';
              case 't' -> '\t';
              default -> kind;
            });
      }
    }
    return text.toString();
  }

  private static int unit(String escaped, int from) {
    if (from + 4 > escaped.length()) {
      return -1;
    }
    int unit = 0;
    for (int i = from; i < from + 4; i++) {
      int digit = HEX.indexOf(escaped.charAt(i));
      if (digit < 0) {
        return -1;
      }
      unit = unit << 4 | digit;
    }
    return unit;
  }

  /**
   * @param besides ASCII characters that get a backslash in front
   */
  private static String escape(String text, String besides) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c >= 0x7f || besides.indexOf(c) >= 0) {
        return escapeFrom(text, i, besides);
      }
    }
    return text;
  }

  private static String escapeFrom(String text, int from, String besides) {
    StringBuilder line = new StringBuilder(text.length() + 16).append(text, 0, from);
    for (int i = from; i < text.length(); ) {
      int character = text.codePointAt(i);
      int next = i + Character.charCount(character);
      if (isPrintable(character)) {
        if (besides.indexOf(character) >= 0) {
          line.append('\\');
        }
        line.appendCodePoint(character);
      } else {
        for (; i < next; i++) {
          append(line, text.charAt(i));
        }
      }
      i = next;
    }
    return line.length() == text.length() && line.indexOf("\\") < 0 ? text : line.toString();
  }

  private static void append(StringBuilder line, char unit) {
    switch (unit) {
      case '\n' -> line.append("\\n");
      case '\r' -> line.append("\\r");
      case '\t' -> line.append("\\t");
      default ->
          line.append("\\u")
              .append(HEX.charAt(unit >> 12))
              .append(HEX.charAt(unit >> 8 & 0xf))
              .append(HEX.charAt(unit >> 4 & 0xf))
              .append(HEX.charAt(unit & 0xf));
    }
  }
}
