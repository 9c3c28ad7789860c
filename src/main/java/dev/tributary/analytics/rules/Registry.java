package dev.tributary.analytics.rules;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.contract.NamePattern;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/** What is known of devices: attributes by name, or by a pattern of names. */
final class Registry {
  static final String FILE = "registry.yaml";

  /** Names of devices come from outside, so what is remembered of them has an end. */
  private static final int MOST_KNOWN = 100_000;

  private final String version;
  private final Map<String, Entry> byName = new HashMap<>();
  private final List<Entry> patterns = new ArrayList<>();
  private final Map<String, String> types = new TreeMap<>();
  private final Map<String, ObjectNode> known = new ConcurrentHashMap<>();

  /**
   * One line of the file.
   *
   * @param number which one it is: of two that fit a device, the later one counts
   */
  record Entry(int number, String device, NamePattern pattern, ObjectNode attributes) {
    boolean isName() {
      return device.indexOf('*') < 0;
    }
  }

  /**
   * @param version changes with what the file says
   * @param types of all attributes
   */
  Registry(String version, List<Entry> entries, Map<String, String> types) {
    this.version = version;
    this.types.putAll(types);
    for (Entry entry : entries) {
      if (entry.isName()) {
        byName.put(entry.device(), entry);
      } else {
        patterns.add(entry);
      }
    }
  }

  String version() {
    return version;
  }

  /** All devices that are named, not those of patterns. */
  Set<String> devices() {
    return new TreeSet<>(byName.keySet());
  }

  /** The names of all attributes, of whatever device. */
  Set<String> attributes() {
    return types.keySet();
  }

  /** {@code number}, {@code string} or {@code boolean}. */
  String type(String attribute) {
    return types.get(attribute);
  }

  /** What is known of a device; nothing where no line fits it. */
  JsonNode of(String device) {
    ObjectNode attributes = known.get(device);
    if (attributes == null) {
      attributes = attributes(device);
      if (known.size() >= MOST_KNOWN) {
        known.clear();
      }
      known.put(device, attributes);
    }
    return attributes;
  }

  private ObjectNode attributes(String device) {
    Map<Integer, Entry> fitting = new TreeMap<>();
    for (Entry entry : patterns) {
      if (entry.pattern().covers(device)) {
        fitting.put(entry.number(), entry);
      }
    }
    Entry named = byName.get(device);
    if (named != null) {
      fitting.put(named.number(), named);
    }
    ObjectNode attributes = JsonNodeFactory.instance.objectNode();
    fitting.values().forEach(entry -> attributes.setAll(entry.attributes()));
    return attributes;
  }
}
