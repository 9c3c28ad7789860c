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
  private long swept;

  RecentIds(Store store) {
    this.store = store;
  }

  private static final class OfDevice {
    final NavigableMap<Long, OfMinute> byMinute = new TreeMap<>();
    final Set<Long> all = new HashSet<>();
  }

  /** What a device sent in one minute, an entry of the store. */
  private static final class OfMinute extends Stored {
    final ArrayDeque<Long> ids = new ArrayDeque<>();
    private final String device;
    private final long minute;

    OfMinute(String device, long minute) {
      this.device = device;
      this.minute = minute;
    }

    @Override
    String storeKey() {
      return PREFIX + device + "/" + minute;
    }

    @Override
    byte[] toBytes() {
      ByteBuffer bytes = ByteBuffer.allocate(ids.size() * Long.BYTES);
      ids.forEach(bytes::putLong);
      return bytes.array();
    }
  }

  /** Remembers an event; false if it was there already. */
  boolean add(Reading reading) {
    OfDevice ids = devices.computeIfAbsent(reading.device(), d -> new OfDevice());
    long id = bits(reading.id());
    if (!ids.all.add(id)) {
      return false;
    }
    OfMinute now =
        ids.byMinute.computeIfAbsent(
            reading.received() / MINUTE, minute -> new OfMinute(reading.device(), minute));
    now.ids.add(id);
    store.changed(now);
    while (ids.all.size() > MOST) {
      forgetOldest(ids);
    }
    expire(ids, ids.byMinute.lastKey() - MINUTES);
    return true;
  }

  /** Forgets once a minute what is older than 15, of devices that are silent too. */
  void sweep(long clock) {
    if (clock - swept < MINUTE) {
      return;
    }
    swept = clock;
    Iterator<Map.Entry<String, OfDevice>> each = devices.entrySet().iterator();
    while (each.hasNext()) {
      Map.Entry<String, OfDevice> entry = each.next();
      expire(entry.getValue(), clock / MINUTE - MINUTES);
      if (entry.getValue().all.isEmpty()) {
        each.remove();
      }
    }
  }

  private void forgetOldest(OfDevice of) {
    OfMinute oldest = of.byMinute.firstEntry().getValue();
    of.all.remove(oldest.ids.poll());
    if (oldest.ids.isEmpty()) {
      of.byMinute.pollFirstEntry();
      oldest.delete(store);
    } else {
      store.changed(oldest);
    }
  }

  private void expire(OfDevice of, long before) {
    while (!of.byMinute.isEmpty() && of.byMinute.firstKey() < before) {
      OfMinute oldest = of.byMinute.pollFirstEntry().getValue();
      oldest.delete(store);
      oldest.ids.forEach(of.all::remove);
    }
  }

  void load(String rest, byte[] bytes) {
    int slash = rest.lastIndexOf('/');
    String device = rest.substring(0, slash);
    OfMinute minute = new OfMinute(device, Long.parseLong(rest.substring(slash + 1)));
    OfDevice ids = devices.computeIfAbsent(device, d -> new OfDevice());
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      long id = buffer.getLong();
      minute.ids.add(id);
      ids.all.add(id);
    }
    ids.byMinute.put(minute.minute, minute);
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
