package dev.tributary.normalize;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How names of fields and units are compared: case, separators and camel humps do not count. */
final class Words {
  private Words() {}

  /** {@code windSpeed_kmh} is wind, speed, kmh; {@code pm2.5} is pm, 2, 5. */
  static List<String> split(String name) {
    List<String> words = new ArrayList<>();
    int start = 0;
    for (int i = 1; i <= name.length(); i++) {
      if (i == name.length() || boundary(name, i)) {
        add(words, name, start, i);
        start = i;
      }
    }
    return words;
  }

  static String fold(String name) {
    return join(split(name));
  }

  /** One word of several; a point stays between digits, for PM1.0 is not PM10. */
  static String join(List<String> words) {
    StringBuilder joined = new StringBuilder();
    for (String word : words) {
      boolean point =
          !joined.isEmpty()
              && Character.isDigit(joined.charAt(joined.length() - 1))
              && Character.isDigit(word.charAt(0));
      joined.append(point ? "." : "").append(word);
    }
    return joined.toString();
  }

  /** Where the last level of a path begins, as in {@code Line1.Pump3.Flow}; 0 where it is none. */
  static int lastLevel(String name) {
    for (int i = name.length() - 2; i > 0; i--) {
      char c = name.charAt(i);
      boolean point = c == '.' && Character.isLetter(name.charAt(i + 1));
      if (c == '/' || c == ';' || c == '=' || c == ':' || c == '|' || point) {
        return i + 1;
      }
    }
    return 0;
  }

  /** As {@link #fold}, and the marks that only units have: ° goes, µ is u, ² and ³ are 2 and 3. */
  static String foldUnit(String unit) {
    StringBuilder folded = new StringBuilder();
    for (int i = 0; i < unit.length(); i++) {
      char c = unit.charAt(i);
      switch (c) {
        case 'µ', 'μ' -> folded.append('u');
        case '²' -> folded.append('2');
        case '³' -> folded.append('3');
        case 'Ω' -> folded.append("ohm");
        default -> {
          if (Character.isLetterOrDigit(c) || c == '%' || c == '‰') {
            folded.append(Character.toLowerCase(c));
          }
        }
      }
    }
    return folded.toString();
  }

  private static void add(List<String> words, String name, int start, int end) {
    int from = start;
    while (from < end && !Character.isLetterOrDigit(name.charAt(from))) {
      from++;
    }
    int to = end;
    while (to > from && !Character.isLetterOrDigit(name.charAt(to - 1))) {
      to--;
    }
    if (to > from) {
      words.add(name.substring(from, to).toLowerCase(Locale.ROOT));
    }
  }

  private static boolean boundary(String name, int i) {
    char before = name.charAt(i - 1);
    char at = name.charAt(i);
    if (!Character.isLetterOrDigit(before) || !Character.isLetterOrDigit(at)) {
      return true;
    }
    if (Character.isDigit(before) != Character.isDigit(at)) {
      return true;
    }
    if (Character.isUpperCase(at)) {
      boolean hump = i + 1 < name.length() && Character.isLowerCase(name.charAt(i + 1));
      return Character.isLowerCase(before) || (Character.isUpperCase(before) && hump);
    }
    return false;
  }
}
