package dev.tributary.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Where a part of a document stands, and the parts of it. */
public final class Place {
  private final int line;
  private final String text;
  private Map<String, Place> members = Map.of();
  private List<Place> items = List.of();

  /**
   * @param line from 1
   */
  public Place(int line) {
    this(line, null);
  }

  /**
   * @param text as it was written, where that differs from the value
   */
  public Place(int line, String text) {
    this.line = line;
    this.text = text;
  }

  public void member(String name, Place place) {
    if (members.isEmpty()) {
      members = new HashMap<>(4);
    }
    members.put(name, place);
  }

  public void item(Place place) {
    if (items.isEmpty()) {
      items = new ArrayList<>(4);
    }
    items.add(place);
  }

  public int line() {
    return line;
  }

  /** What a JSON pointer names here, or the nearest part above it. */
  public Place nearest(String pointer) {
    return find(pointer, true);
  }

  /** What a JSON pointer names here was written so; null where that says nothing. */
  public String text(String pointer) {
    Place place = find(pointer, false);
    return place == null ? null : place.text;
  }

  private Place find(String pointer, boolean nearest) {
    Place place = this;
    for (int from = 1; from <= pointer.length() && place != null; ) {
      int slash = pointer.indexOf('/', from);
      int end = slash < 0 ? pointer.length() : slash;
      Place inner = place.inner(pointer.substring(from, end).replace("~1", "/").replace("~0", "~"));
      if (inner == null && nearest) {
        return place;
      }
      place = inner;
      from = end + 1;
    }
    return place;
  }

  private Place inner(String name) {
    Place member = members.get(name);
    if (member != null || items.isEmpty() || !name.matches("\\d{1,9}")) {
      return member;
    }
    int index = Integer.parseInt(name);
    return index < items.size() ? items.get(index) : null;
  }
}
