package dev.tributary.analytics.rules;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
  private static final int LARGEST_BATCH = 200_000;

  private final Store store;
  private final Map<String, OfDevice> devices = new HashMap<>();

  /** Those that were stored, in order, until all are loaded. */
  private final TreeMap<Long, Batch> loaded = new TreeMap<>();

  private Batch open;
  private long number;
  private long swept;

  RecentIds(Store store) {
    this.store = store;
  }

  /** In the order in which they came. */
  private static final class OfDevice extends LinkedHashMap<Long, Batch> {
    private static final long serialVersionUID = 1L;
    private long latest = Long.MIN_VALUE;
  }

  /**
   * What came between two commits in one minute: an entry of the store, whatever devices it is of.
   */
  private static final class Batch extends Stored {
    private final long number;
    private final long minute;
    private final List<String> ofDevices = new ArrayList<>();
    private final List<Long> ids = new ArrayList<>();
    private int size;
    private int remembered;
    private boolean written;

    Batch(long number, long minute) {
      this.number = number;
      this.minute = minute;
    }

    void add(String device, long id) {
      ofDevices.add(device);
      ids.add(id);
      remembered++;
      size += device.length() + 2 * Long.BYTES;
    }

    @Override
    String storeKey() {
      return PREFIX + number;
    }

    @Override
    byte[] toBytes() {
      byte[] bytes =
          StateBytes.write(
              out -> {
                out.number(minute);
                for (int i = 0; i < ids.size(); i++) {
                  out.text(ofDevices.get(i)).fixed(ids.get(i));
                }
              });
      ofDevices.clear();
      ids.clear();
      written = true;
      return bytes;
    }
  }

  /** Remembers an event; false if it was there already. */
  boolean add(Reading reading) {
    OfDevice ids = devices.computeIfAbsent(reading.device(), d -> new OfDevice());
    long id = bits(reading.id());
    if (ids.containsKey(id)) {
      return false;
    }
    Batch batch = batch(reading.received() / MINUTE);
    batch.add(reading.device(), id);
    remember(ids, id, batch);
    store.changed(batch);
    return true;
  }

  private Batch batch(long minute) {
    if (open == null || open.written || open.minute != minute || open.size > LARGEST_BATCH) {
      open = new Batch(++number, minute);
    }
    return open;
  }

  private void remember(OfDevice ids, long id, Batch batch) {
    Batch before = ids.put(id, batch);
    if (before != null) {
      forget(before);
    }
    ids.latest = Math.max(ids.latest, batch.minute);
    expire(ids, ids.latest - MINUTES);
  }

  /** Forgets what is too old, and what is too much. */
  private void expire(OfDevice ids, long before) {
    Iterator<Batch> oldest = ids.values().iterator();
    while (oldest.hasNext()) {
      Batch batch = oldest.next();
      if (batch.minute >= before && ids.size() <= MOST) {
        return;
      }
      oldest.remove();
      forget(batch);
    }
  }

  private void forget(Batch batch) {
    batch.remembered--;
    if (batch.remembered == 0 && (batch.written || batch != open)) {
      batch.delete(store);
    }
  }

  /** Forgets once a minute what is older than 15, of devices that are silent too. */
  void sweep(long clock) {
    if (clock - swept < MINUTE) {
      return;
    }
    swept = clock;
    open = null;
    Iterator<OfDevice> each = devices.values().iterator();
    while (each.hasNext()) {
      OfDevice ids = each.next();
      expire(ids, clock / MINUTE - MINUTES);
      if (ids.isEmpty()) {
        each.remove();
      }
    }
  }

  void load(String key, byte[] bytes) {
    long of = Long.parseLong(key);
    StateBytes.read(
        bytes,
        in -> {
          Batch batch = new Batch(of, in.number());
          batch.written = true;
          while (in.hasMore()) {
            batch.add(in.text(), in.fixed());
          }
          return loaded.put(of, batch);
        });
  }

  /** All that was stored is loaded. */
  void loaded() {
    for (Batch batch : loaded.values()) {
      for (int i = 0; i < batch.ids.size(); i++) {
        remember(
            devices.computeIfAbsent(batch.ofDevices.get(i), d -> new OfDevice()),
            batch.ids.get(i),
            batch);
      }
      batch.ofDevices.clear();
      batch.ids.clear();
      number = Math.max(number, batch.number);
    }
    loaded.clear();
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
