package dev.tributary.simulate;

import dev.tributary.contract.Protocol;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * One device: what it sends next and when. Repeats exactly for a seed, an index and the times it is
 * asked for.
 */
final class Device {
  /** Bursts add as many messages as silences take away, so that the mean rate holds. */
  private static final double BURST_CHANCE = 0.005;

  private static final int BURST_LENGTH = 10;
  private static final double SILENCE_CHANCE = 0.0045;
  private static final double SILENCE_INTERVALS = 11;

  private static final List<String> REGIONS = List.of("", "regions/north/", "regions/south/");

  private final String id;
  private final Model model;
  private final Protocol protocol;
  private final String address;
  private final List<Signal> signals;
  private final SplittableRandom random;
  private final double intervalNanos;
  private final double broken;
  private int burst;
  private long due;

  Device(int index, SimulationOptions options) {
    random = new SplittableRandom(options.seed() * 1_000_003 + index);
    model = Model.of(index / options.protocols().size());
    protocol = options.protocols().get(index % options.protocols().size());
    id = model.prefix() + "-" + (index + 1);
    signals = model.natures().stream().map(nature -> new Signal(nature, random.split())).toList();
    address = address(REGIONS.get(random.nextInt(REGIONS.size())));
    intervalNanos = options.devices() / options.rate() * 1e9;
    broken = options.broken();
    due = (long) (random.nextDouble() * intervalNanos);
  }

  Protocol protocol() {
    return protocol;
  }

  /** When the next message is due, in nanoseconds since the simulation began. */
  long due() {
    return due;
  }

  /** The message that is due, and plans the one after it. */
  Message next(Instant start) {
    Instant now = start.plusNanos(due).truncatedTo(ChronoUnit.MILLIS);
    byte[] payload = model.format().bytes(id, values(now), now);
    due += pause();
    if (random.nextDouble() < broken) {
      payload = Breakage.of(payload, random);
    }
    return new Message(id, address, model.format().contentType(), payload);
  }

  private String address(String region) {
    String telemetry = region + "devices/" + id + "/telemetry";
    return model.format() == Format.TEXT
        ? telemetry + "/" + model.natures().get(0).name()
        : telemetry;
  }

  private Map<Signal.Nature, String> values(Instant now) {
    long nanosOfDay = now.atOffset(ZoneOffset.UTC).toLocalTime().toNanoOfDay();
    Map<Signal.Nature, String> values = new LinkedHashMap<>();
    for (Signal signal : signals) {
      values.put(signal.nature(), signal.next(nanosOfDay));
    }
    return values;
  }

  private long pause() {
    if (burst > 0) {
      burst--;
      return (long) (intervalNanos / BURST_LENGTH);
    }
    double chance = random.nextDouble();
    if (chance < BURST_CHANCE) {
      burst = BURST_LENGTH - 1;
      return (long) (intervalNanos / BURST_LENGTH);
    }
    if (chance < BURST_CHANCE + SILENCE_CHANCE) {
      return (long) (intervalNanos * SILENCE_INTERVALS);
    }
    return (long) (intervalNanos * (0.8 + 0.4 * random.nextDouble()));
  }
}
