package dev.tributary.replay;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A set of offsets as ranges, which fits into the metadata of a committed offset. */
public final class OffsetRanges {
  /** Brokers take 4,096 bytes by default. */
  private static final int MOST_CHARACTERS = 4000;

  private static final Pattern RANGE = Pattern.compile("(\\d{1,18})(?:-(\\d{1,18}))?");

  /** The last offset of each range by its first. */
  private final TreeMap<Long, Long> ranges = new TreeMap<>();

  /** What {@link #toString} wrote; anything else is an empty set. */
  static OffsetRanges parse(String text) {
    OffsetRanges all = new OffsetRanges();
    for (String part : text == null ? List.<String>of() : List.of(text.split(",", -1))) {
      Matcher range = RANGE.matcher(part);
      if (!range.matches()) {
        return new OffsetRanges();
      }
      long first = Long.parseLong(range.group(1));
      long last = range.group(2) == null ? first : Long.parseLong(range.group(2));
      if (last < first) {
        return new OffsetRanges();
      }
      all.ranges.put(first, last);
    }
    return all;
  }

  void add(long offset) {
    if (contains(offset)) {
      return;
    }
    Map.Entry<Long, Long> below = ranges.lowerEntry(offset);
    boolean joins = below != null && below.getValue() == offset - 1;
    long first = joins ? below.getKey() : offset;
    Long above = ranges.remove(offset + 1);
    ranges.put(first, above == null ? offset : above);
  }

  public boolean contains(long offset) {
    Map.Entry<Long, Long> below = ranges.floorEntry(offset);
    return below != null && offset <= below.getValue();
  }

  /** The offset behind the last one; 0 where there is none. */
  long end() {
    return ranges.isEmpty() ? 0 : ranges.lastEntry().getValue() + 1;
  }

  /** Forgets what is before this offset. */
  void removeBelow(long offset) {
    ranges.headMap(offset).values().removeIf(last -> last < offset);
  }

  /** {@code 3,7-12}; of more than fits, the highest. */
  @Override
  public String toString() {
    List<String> parts = new ArrayList<>();
    int length = 0;
    for (Map.Entry<Long, Long> range : ranges.descendingMap().entrySet()) {
      String part =
          range.getKey().equals(range.getValue())
              ? range.getKey().toString()
              : range.getKey() + "-" + range.getValue();
      length += part.length() + 1;
      if (length > MOST_CHARACTERS) {
        break;
      }
      parts.add(0, part);
    }
    return String.join(",", parts);
  }
}
