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

  /** So long may no tick come, by the clock on the wall, before nothing waits for one. */
  private static final long PATIENCE = 300_000;

  private static final String VERSION = "built-in";

  private final Store store;
  private final RuleEngine engine;
  private final Output output;
  private final boolean alerts;
  private final Map<String, Long> read = new HashMap<>();
  private final Map<String, Gateway> gateways = new TreeMap<>();
  private long latest = Long.MIN_VALUE;
  private int pending;

  private static final class Gateway extends Stored {
    final String name;
    final Deque<Tick> pending = new ArrayDeque<>();

    /** What its last tick says, and the last one that has had its turn. */
    long said = RuleEngine.NO_CLOCK;

    long time = RuleEngine.NO_CLOCK;
    boolean silent;

    /** When its last tick was read: by the ticks of all, and by the clock on the wall. */
    long latestThen;

    int others;
    long wall;

    Gateway(String name) {
      this.name = name;
    }

    @Override
    String storeKey() {
      return PREFIX + name;
    }

    @Override
    byte[] toBytes() {
      return StateBytes.write(
          out -> {
            out.number(time).number(said).number(silent ? 1 : 0);
            if (!pending.isEmpty()) {
              out.bytes(pending.peekLast().toJson());
            }
          });
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
          gateway.said = in.number();
          gateway.silent = in.number() == 1;
          if (in.hasMore()) {
            gateway.pending.add(Tick.parse(in.bytes()));
            pending++;
          }
          return null;
        });
    gateway.wall = wall;
    latest = Math.max(latest, gateway.said);
    gateway.latestThen = latest;
    gateways.put(name, gateway);
  }

  /** All of a topic's records up to this offset have been taken in. */
  public void read(String topic, long offset) {
    read.merge(topic, offset, Math::max);
    if (pending > 0 && isAwaited()) {
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
    if (tick.time() > gateway.said) {
      takeIn(gateway, tick);
    }
    settle();
  }

  /** What it says of the gateway is so at once, whatever it waits for. */
  private void takeIn(Gateway gateway, Tick tick) {
    boolean isFirst = gateway.said == RuleEngine.NO_CLOCK;
    boolean goesOn = !isFirst && tick.time() - gateway.said <= EXPIRY;
    if (!isFirst && !goesOn && !gateway.silent) {
      silent(gateway);
    }
    if (gateway.silent) {
      say(gateway, AlertRecord.State.RESOLVED, tick.time());
      gateway.silent = false;
    }
    long heard = goesOn ? tick.time() - gateway.said : 0;
    gateway.said = tick.time();
    if (gateway.pending.size() >= MOST_PENDING) {
      gateway.pending.removeLast();
      pending--;
    }
    gateway.pending.add(tick);
    pending++;
    store.changed(gateway);
    engine.tick(tick.time(), tick.reachable() ? heard : -1);
  }

  private void settle() {
    for (Gateway gateway : gateways.values()) {
      while (!gateway.pending.isEmpty() && isRead(gateway.pending.peek())) {
        pending--;
        gateway.time = gateway.pending.poll().time();
        store.changed(gateway);
        advance();
      }
      if (!gateway.silent
          && latest - gateway.latestThen > EXPIRY
          && gateway.others >= MOST_OTHERS) {
        silent(gateway);
      }
    }
    advance();
  }

  /** Whether a tick has its turn now. */
  private boolean isAwaited() {
    for (Gateway gateway : gateways.values()) {
      if (!gateway.pending.isEmpty() && isRead(gateway.pending.peek())) {
        return true;
      }
    }
    return false;
  }

  private boolean isRead(Tick tick) {
    for (Map.Entry<String, Long> stored : tick.offsets().entrySet()) {
      if (read.getOrDefault(stored.getKey(), -1L) < stored.getValue()) {
        return false;
      }
    }
    return true;
  }

  private void advance() {
    long time = Long.MAX_VALUE;
    for (Gateway gateway : gateways.values()) {
      if (!gateway.silent && gateway.time != RuleEngine.NO_CLOCK) {
        time = Math.min(time, gateway.time);
      }
    }
    if (time != Long.MAX_VALUE) {
      engine.advance(time);
    }
  }

  /** Looks whether a gateway has not been heard for long, which needs no other one to be seen. */
  public void look(long wall) {
    boolean ticks = false;
    for (Gateway gateway : gateways.values()) {
      ticks |= wall - gateway.wall <= PATIENCE;
      if (!gateway.silent && gateway.said != RuleEngine.NO_CLOCK && wall - gateway.wall > EXPIRY) {
        silent(gateway);
        advance();
      }
    }
    if (!ticks) {
      engine.awaitNoTicks();
    }
  }

  private void silent(Gateway gateway) {
    gateway.silent = true;
    say(gateway, AlertRecord.State.FIRING, gateway.said + EXPIRY);
    store.changed(gateway);
  }

  private void say(Gateway gateway, AlertRecord.State state, long time) {
    if (!alerts) {
      return;
    }
    output.alert(
        new AlertRecord(
            RuleIds.id(ALERT, gateway.name, Json.time(gateway.said)),
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
            gateway.said,
            time,
            AlertRecord.Reason.SILENT,
            "gateway %s %s since %s"
                .formatted(
                    gateway.name,
                    state == AlertRecord.State.FIRING
                        ? "has not been heard"
                        : "is heard again, after silence",
                    Json.time(gateway.said)),
            null,
            List.of(),
            VERSION));
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
