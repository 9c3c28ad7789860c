package dev.tributary.analytics.rules;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.TreeMap;

/**
 * Readings that are further ahead of the ticks than a gateway may be silent. For how long a gateway
 * could hear until then is known only once those ticks are read, and so the alerts that go by it
 * wait.
 */
final class EarlyReadings {
  static final String PREFIX = "e/";
  private static final int MOST = 10_000;

  private final Store store;
  private final TreeMap<Long, Deque<Early>> byReceived = new TreeMap<>();
  private int size;
  private long last;

  EarlyReadings(Store store) {
    this.store = store;
  }

  /**
   * One that waits.
   *
   * @param rules the names of those that have not judged it
   */
  record Early(long number, Reading reading, List<String> rules) {}

  /** Adds one; returns what can wait no longer, since there are too many. */
  List<Early> add(Reading reading, List<String> rules) {
    Early early = new Early(++last, reading, rules);
    store.put(
        PREFIX + early.number(), StateBytes.write(out -> out.texts(rules).bytes(reading.toJson())));
    put(early);
    return size <= MOST ? List.of() : List.of(takeFirst());
  }

  private void put(Early early) {
    byReceived.computeIfAbsent(early.reading().received(), r -> new ArrayDeque<>()).add(early);
    size++;
  }

  private Early takeFirst() {
    Deque<Early> first = byReceived.firstEntry().getValue();
    Early early = first.poll();
    if (first.isEmpty()) {
      byReceived.pollFirstEntry();
    }
    size--;
    store.put(PREFIX + early.number(), null);
    return early;
  }

  boolean isEmpty() {
    return size == 0;
  }

  /** Gives all that the ticks have caught up with, in the order in which they were received. */
  List<Early> take(ReachableClock clock) {
    List<Early> taken = new ArrayList<>();
    while (!isEmpty() && !clock.isBehind(byReceived.firstKey())) {
      taken.add(takeFirst());
    }
    return taken;
  }

  /** Gives all of them. */
  List<Early> takeAll() {
    List<Early> taken = new ArrayList<>();
    while (!isEmpty()) {
      taken.add(takeFirst());
    }
    return taken;
  }

  void load(String number, byte[] bytes) {
    StateBytes.read(
        bytes,
        in -> {
          List<String> rules = in.texts();
          put(new Early(Long.parseLong(number), Reading.stored(in.bytes()), rules));
          return null;
        });
    last = Math.max(last, Long.parseLong(number));
  }
}
