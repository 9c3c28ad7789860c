package dev.tributary.analytics.rules;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/**
 * The events of each device that were counted lately, so that one stored twice counts once: 64 bits
 * of their ids, for 15 minutes, at most 1,000 a device.
 */
final class RecentIds {
  static final String PREFIX = "i/";
  static final int MOST = 1_000;
  private static final long MINUTE = 60_000;
  private static final long MINUTES = 15;

  private final Store store;
  private final Map<String, OfDevice> devices = new HashMap<>();

  RecentIds(Store store) {
    this.store = store;
  }

  private static final class OfDevice {
    final NavigableMap<Long, ArrayDeque<Long>> byMinute = new TreeMap<>();
    final Set<Long> all = new HashSet<>();
  }

  /** Remembers an event; false if it was there already. */
  boolean add(Reading reading) {
    OfDevice ids = devices.computeIfAbsent(reading.device(), d -> new OfDevice());
    long id = bits(reading.id());
    if (!ids.all.add(id)) {
      return false;
    }
    long minute = reading.received() / MINUTE;
    ids.byMinute.computeIfAbsent(minute, m -> new ArrayDeque<>()).add(id);
    save(reading.device(), ids, minute);
    while (ids.all.size() > MOST) {
      ArrayDeque<Long> oldest = ids.byMinute.firstEntry().getValue();
      ids.all.remove(oldest.poll());
      save(reading.device(), ids, ids.byMinute.firstKey());
    }
    expire(reading.device(), ids, ids.byMinute.lastKey() - MINUTES);
    return true;
  }

  /** Forgets what is older than 15 minutes, of devices that are silent too. */
  void expire(long clock) {
    Iterator<Map.Entry<String, OfDevice>> each = devices.entrySet().iterator();
    while (each.hasNext()) {
      Map.Entry<String, OfDevice> entry = each.next();
      expire(entry.getKey(), entry.getValue(), clock / MINUTE - MINUTES);
      if (entry.getValue().all.isEmpty()) {
        each.remove();
      }
    }
  }

  private void expire(String device, OfDevice ids, long before) {
    while (!ids.byMinute.isEmpty() && ids.byMinute.firstKey() < before) {
      store.put(key(device, ids.byMinute.firstKey()), null);
      ids.byMinute.pollFirstEntry().getValue().forEach(ids.all::remove);
    }
  }

  private void save(String device, OfDevice ids, long minute) {
    ArrayDeque<Long> list = ids.byMinute.get(minute);
    if (list.isEmpty()) {
      ids.byMinute.remove(minute);
      store.put(key(device, minute), null);
      return;
    }
    ByteBuffer bytes = ByteBuffer.allocate(list.size() * Long.BYTES);
    list.forEach(bytes::putLong);
    store.put(key(device, minute), bytes.array());
  }

  void load(String rest, byte[] bytes) {
    int slash = rest.lastIndexOf('/');
    OfDevice ids = devices.computeIfAbsent(rest.substring(0, slash), d -> new OfDevice());
    ArrayDeque<Long> list = new ArrayDeque<>();
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      long id = buffer.getLong();
      list.add(id);
      ids.all.add(id);
    }
    ids.byMinute.put(Long.parseLong(rest.substring(slash + 1)), list);
  }

  private static String key(String device, long minute) {
    return PREFIX + device + "/" + minute;
  }

  private static long bits(String id) {
    try {
      UUID uuid = UUID.fromString(id);
      return uuid.getMostSignificantBits() ^ Long.rotateLeft(uuid.getLeastSignificantBits(), 32);
    } catch (IllegalArgumentException e) {
      long hash = 0xcbf29ce484222325L;
      for (int i = 0; i < id.length(); i++) {
        hash = (hash ^ id.charAt(i)) * 0x100000001b3L;
      }
      return hash;
    }
  }
}
