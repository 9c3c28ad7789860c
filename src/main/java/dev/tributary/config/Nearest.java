package dev.tributary.config;

import java.util.Collection;
import java.util.Comparator;

/** Guesses which word was meant. */
public final class Nearest {
  /** What is longer is no slip of the pen. */
  private static final int LONGEST = 100;

  private Nearest() {}

  /** {@code "; did you mean …?"} where some word is close, else empty. */
  public static String hint(String word, Collection<String> words) {
    if (word.length() > LONGEST) {
      return "";
    }
    int most = Math.max(2, word.length() / 3);
    return words.stream()
        .filter(candidate -> Math.abs(word.length() - candidate.length()) <= most)
        .min(Comparator.comparingInt(candidate -> distance(word, candidate)))
        .filter(candidate -> distance(word, candidate) <= most)
        .map("; did you mean %s?"::formatted)
        .orElse("");
  }

  /** The number of single-character edits from one to the other (Levenshtein). */
  private static int distance(String from, String to) {
    int[] row = new int[to.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int substitution = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substitution, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[to.length()];
  }
}
