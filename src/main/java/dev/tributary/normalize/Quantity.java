package dev.tributary.normalize;

import java.util.Map;

/**
 * What can be converted into each other, with the names under which payloads know the units.
 *
 * @param byName names as they are written
 * @param byFolded names folded, those left out that would be ambiguous
 */
record Quantity(Unit base, Map<String, Unit> byName, Map<String, Unit> byFolded) {
  /** All measurements of a payload may share one name, so that a long one must cost nothing. */
  private static final int LONGEST_NAME = 64;

  /** The unit of this name, or null. */
  Unit find(String name) {
    Unit unit = byName.get(name);
    return unit != null || name.length() > LONGEST_NAME ? unit : byFolded.get(Words.foldUnit(name));
  }
}
