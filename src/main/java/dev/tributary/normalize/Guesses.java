package dev.tributary.normalize;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a name may mean that is known only in part: a known name behind any words ({@code
 * living_room_co2}), or before words that name the sensor ({@code TempC_SHT}). Such a meaning
 * counts only for numbers that are possible.
 *
 * @param byFolded known names
 * @param heads those of them that may stand in a longer one, folded
 * @param notMeasured words that mark a value as not measured just now
 * @param qualifiers words that may stand behind a known name
 */
record Guesses(
    Map<String, Field> byFolded,
    Set<String> heads,
    Set<String> notMeasured,
    Set<String> qualifiers) {
  private static final int MOST_WORDS = 10;
  private static final int MOST_MORE = 5;
  private static final int LONGEST_UNIT = 3;

  /** Whether objects of unknown name are looked into. */
  boolean lookInside() {
    return !notMeasured.isEmpty();
  }

  /** Whether a name marks its value as not measured just now. */
  boolean isAside(String name) {
    return isAside(Words.split(name));
  }

  private boolean isAside(List<String> words) {
    return words.stream().anyMatch(notMeasured::contains);
  }

  /** What the last level of a path may mean: only a name that may stand in a longer one. */
  Field ofLevel(String name) {
    List<String> words = Words.split(name);
    Field head = words.isEmpty() || words.size() > MOST_WORDS ? null : head(words, 0, words.size());
    return head == null ? of(name) : head;
  }

  /** What the name may mean, the longest known part first; or null. */
  Field of(String name) {
    List<String> words = Words.split(name);
    if (heads.isEmpty() || words.size() > MOST_WORDS || isAside(words)) {
      return null;
    }
    for (int more = 1; more < words.size() && more <= MOST_MORE; more++) {
      for (int before = more; before >= 0; before--) {
        int end = words.size() - (more - before);
        Field head =
            areQualifiers(words.subList(end, words.size())) ? head(words, before, end) : null;
        if (head != null) {
          return new Field(
              head.role(), head.kind(), head.unit(), channel(words, before, end), null);
        }
      }
    }
    return null;
  }

  private boolean areQualifiers(List<String> words) {
    return words.stream()
        .allMatch(word -> qualifiers.contains(word) || word.chars().allMatch(Character::isDigit));
  }

  /** All of these words, or all but up to three that name a unit. */
  private Field head(List<String> words, int from, int end) {
    for (int units = 0; units <= LONGEST_UNIT && units < end - from; units++) {
      String stem = Words.join(words.subList(from, end - units));
      Field field = heads.contains(stem) ? byFolded.get(stem) : null;
      if (field != null && units == 0) {
        return field;
      }
      if (field != null && field.kind().quantity() != null) {
        String name = Words.join(words.subList(end - units, end));
        Unit unit = field.kind().quantity().byFolded().get(name);
        if (unit != null) {
          return new Field(field.role(), field.kind(), unit, null, null);
        }
      }
    }
    return null;
  }

  private static String channel(List<String> words, int before, int end) {
    String first = String.join("_", words.subList(0, before));
    String last = String.join("_", words.subList(end, words.size()));
    return first.isEmpty() || last.isEmpty() ? first + last : first + "_" + last;
  }
}
