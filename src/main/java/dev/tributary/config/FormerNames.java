package dev.tributary.config;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** Keys that settings had in versions of before. */
record FormerNames(Map<String, String> today) {
  static FormerNames of(Collection<Definition> definitions) {
    Map<String, String> today = new HashMap<>();
    for (Definition definition : definitions) {
      for (String former : definition.setting().formerly()) {
        today.put(former, definition.key());
      }
    }
    return new FormerNames(today);
  }

  String today(String key) {
    return today.getOrDefault(key, key);
  }
}
