package dev.tributary.kafka.out;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.Exchange;

/** Where the routes of a test lead, by their names. Called by them. */
public final class FarEnd {
  private static final Set<String> DOWN = ConcurrentHashMap.newKeySet();
  private static final Map<String, Integer> TRIES = new ConcurrentHashMap<>();
  private static final Map<String, List<List<OutRecord>>> TAKEN = new ConcurrentHashMap<>();

  private FarEnd() {}

  /** Takes a list, or fails. */
  @SuppressWarnings("unchecked")
  public static void take(Exchange exchange) {
    String route = exchange.getFromRouteId();
    TRIES.merge(route, 1, Integer::sum);
    if (DOWN.contains(route)) {
      throw new IllegalStateException("the far end is down");
    }
    TAKEN
        .computeIfAbsent(route, any -> new CopyOnWriteArrayList<>())
        .add(new ArrayList<>(exchange.getMessage().getBody(List.class)));
  }

  /** Refuses one value for good. */
  public static void refuse(OutRecord record) {
    if (Integer.valueOf(13).equals(record.get("value")) && !DOWN.contains("superstition")) {
      throw new IllegalArgumentException("no thirteens");
    }
    TAKEN.computeIfAbsent("picky", any -> new CopyOnWriteArrayList<>()).add(List.of(record));
  }

  static void down(String route) {
    DOWN.add(route);
  }

  static void up(String route) {
    DOWN.remove(route);
  }

  static int tries(String route) {
    return TRIES.getOrDefault(route, 0);
  }

  static List<List<OutRecord>> lists(String route) {
    return TAKEN.getOrDefault(route, List.of());
  }

  static List<Object> values(String route, String device) {
    return lists(route).stream()
        .flatMap(List::stream)
        .filter(record -> device.equals(record.get("device_id")))
        .map(record -> record.get("value"))
        .toList();
  }
}
