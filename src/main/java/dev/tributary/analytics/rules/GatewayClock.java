package dev.tributary.analytics.rules;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The time of one partition: the least that the living gateways have said. What a gateway says
 * counts once all that it names is read. For one thread.
 */
public final class GatewayClock {
  public static final String ALERT = "gateway-silent";
  static final String PREFIX = "g/";
  static final long EXPIRY = 30_000;

  /** Of other gateways since the last of this one: a clock that jumps is no sign of silence. */
  private static final int MOST_OTHERS = 10;

  private static final int MOST_PENDING = 4_000;
  private static final String VERSION = "built-in";

  private final Store store;
  private final RuleEngine engine;
  private final Output output;
  private final boolean alerts;
  private final Map<String, Long> read = new HashMap<>();
  private final Map<String, Gateway> gateways = new TreeMap<>();
  private long latest = Long.MIN_VALUE;
  private int pending;

  private static final class Gateway {
    final String name;
    final Deque<Tick> pending = new ArrayDeque<>();
    long time = RuleEngine.NO_CLOCK;
    boolean reachable;
    boolean silent;

    /** When its last tick was read: by the ticks of all, and by the clock on the wall. */
    long latestThen;

    int others;
    long wall;

    Gateway(String name) {
      this.name = name;
    }

    byte[] toBytes() {
      return StateBytes.write(
          out -> out.number(time).number(reachable ? 1 : 0).number(silent ? 1 : 0));
    }
  }

  /**
   * @param alerts whether it says which gateways are silent; one partition does for all
   * @param wall the clock on the wall, from which those that are known have their 30 s
   */
  public GatewayClock(Store store, RuleEngine engine, Output output, boolean alerts, long wall) {
    this.store = store;
    this.engine = engine;
    this.output = output;
    this.alerts = alerts;
    store.forEach(
        (key, bytes) -> {
          if (key.startsWith(PREFIX)) {
            load(key.substring(PREFIX.length()), bytes, wall);
          }
        });
  }

  private void load(String name, byte[] bytes, long wall) {
    Gateway gateway = new Gateway(name);
    StateBytes.read(
        bytes,
        in -> {
          gateway.time = in.number();
          gateway.reachable = in.number() == 1;
          gateway.silent = in.number() == 1;
          return null;
        });
    gateway.wall = wall;
    latest = Math.max(latest, gateway.time);
    gateway.latestThen = latest;
    gateways.put(name, gateway);
  }

  /** All of a topic's records up to this offset have been taken in. */
  public void read(String topic, long offset) {
    read.merge(topic, offset, Math::max);
    if (pending > 0) {
      settle();
    }
  }

  /** Takes in a tick. */
  public void tick(Tick tick, long wall) {
    Gateway gateway = gateways.computeIfAbsent(tick.gateway(), Gateway::new);
    latest = Math.max(latest, tick.time());
    gateways.values().forEach(other -> other.others++);
    gateway.others = 0;
    gateway.latestThen = latest;
    gateway.wall = wall;
    if (gateway.pending.size() >= MOST_PENDING) {
      gateway.pending.removeLast();
      pending--;
    }
    gateway.pending.add(tick);
    pending++;
    settle();
  }

  private void settle() {
    for (Gateway gateway : gateways.values()) {
      while (!gateway.pending.isEmpty() && isRead(gateway.pending.peek())) {
        pending--;
        honour(gateway, gateway.pending.poll());
      }
      if (!gateway.silent
          && latest - gateway.latestThen > EXPIRY
          && gateway.others >= MOST_OTHERS) {
        silent(gateway);
      }
    }
    advance();
  }

  private boolean isRead(Tick tick) {
    return tick.offsets().entrySet().stream()
        .allMatch(entry -> read.getOrDefault(entry.getKey(), -1L) >= entry.getValue());
  }

  private void honour(Gateway gateway, Tick tick) {
    if (tick.time() <= gateway.time) {
      return;
    }
    if (!gateway.silent
        && gateway.time != RuleEngine.NO_CLOCK
        && tick.time() - gateway.time > EXPIRY) {
      silent(gateway);
    }
    if (gateway.silent) {
      say(gateway, AlertRecord.State.RESOLVED, tick.time());
      gateway.silent = false;
    }
    gateway.time = tick.time();
    gateway.reachable = tick.reachable();
    save(gateway);
  }

  private void advance() {
    long time = Long.MAX_VALUE;
    boolean reachable = false;
    for (Gateway gateway : gateways.values()) {
      if (!gateway.silent && gateway.time != RuleEngine.NO_CLOCK) {
        time = Math.min(time, gateway.time);
        reachable |= gateway.reachable;
      }
    }
    if (time != Long.MAX_VALUE) {
      engine.advance(time, reachable);
    }
  }

  /** Looks whether a gateway has not been heard for long, which needs no other one to be seen. */
  public void look(long wall) {
    for (Gateway gateway : gateways.values()) {
      if (!gateway.silent && gateway.time != RuleEngine.NO_CLOCK && wall - gateway.wall > EXPIRY) {
        silent(gateway);
        advance();
      }
    }
  }

  private void silent(Gateway gateway) {
    gateway.silent = true;
    say(gateway, AlertRecord.State.FIRING, gateway.time + EXPIRY);
    save(gateway);
  }

  private void say(Gateway gateway, AlertRecord.State state, long time) {
    if (!alerts) {
      return;
    }
    output.alert(
        new AlertRecord(
            RuleIds.id(ALERT, gateway.name, Json.time(gateway.time)),
            ALERT,
            state,
            "critical",
            gateway.name,
            gateway.name,
            true,
            null,
            null,
            null,
            null,
            gateway.time,
            time,
            AlertRecord.Reason.SILENT,
            "gateway %s %s since %s"
                .formatted(
                    gateway.name,
                    state == AlertRecord.State.FIRING
                        ? "has not been heard"
                        : "is heard again, after silence",
                    Json.time(gateway.time)),
            null,
            List.of(),
            VERSION));
  }

  private void save(Gateway gateway) {
    store.put(PREFIX + gateway.name, gateway.toBytes());
  }

  /** What the ticks that wait name and is not read yet: topics and offsets. */
  public Map<String, Long> awaited() {
    Map<String, Long> awaited = new HashMap<>();
    for (Gateway gateway : gateways.values()) {
      if (!gateway.pending.isEmpty()) {
        gateway
            .pending
            .peek()
            .offsets()
            .forEach(
                (topic, offset) -> {
                  if (read.getOrDefault(topic, -1L) < offset) {
                    awaited.merge(topic, offset, Math::max);
                  }
                });
      }
    }
    return awaited;
  }

  /** The names of gateways that are not heard. */
  public List<String> silentGateways() {
    return new ArrayList<>(
        gateways.values().stream()
            .filter(gateway -> gateway.silent)
            .map(gateway -> gateway.name)
            .toList());
  }
}
