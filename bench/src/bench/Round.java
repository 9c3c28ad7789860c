package bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/** One round of one bridge: start, warm up, full load, half load, stop. */
final class Round {
  private static final int LIVE_SHARE = 2;
  private static final long VISIBLE_WITHIN_NANOS = 60_000_000_000L;

  private final Lab lab;
  private final Options options;
  private final Bridge bridge;
  private final String payloadName;
  private final byte[] payload;
  private final int lines;
  private final Set<String> topics;
  private final boolean pinned;

  Round(Lab lab, Options options, Bridge bridge, String payloadName) {
    this.lab = lab;
    this.options = options;
    this.bridge = bridge;
    this.payloadName = payloadName;
    this.payload = options.payload(payloadName);
    this.lines = Bridge.lines(payloadName);
    this.topics = bridge.topics();
    this.pinned = options.pin().contains(bridge.protocol());
  }

  Figures run() {
    if (bridge.protocol().equals("mqtt")) {
      lab.forgetSessions();
    }
    if (pinned) {
      lab.pin();
    }
    try (Bridge.Running running = bridge.start(lab, options)) {
      return switch (bridge.protocol()) {
        case "mqtt" -> mqtt(running);
        default -> posted(running);
      };
    } finally {
      if (pinned) {
        lab.unpin();
      }
    }
  }

  /** For latency: one core would be full of the brokers and the load, and those would be late. */
  private void unpin(Bridge.Running running) {
    if (pinned) {
      lab.unpin();
      Pinned.toAllCores(running.child().pid());
    }
  }

  private record Load(double rate, double cpuMicros, double bytes) {}

  private Figures mqtt(Bridge.Running running) {
    try (MqttLoad load = new MqttLoad(lab.mqttPort)) {
      long before = lab.count(topics);
      load.publish(payload, options.warm(), 0, due -> {});
      lab.await(topics, before + options.warm() * bridge.records(payloadName), running.child());
      Load full = drains(running, load);
      once(before, options.warm() + options.drains() * options.messages());
      unpin(running);
      Flow half = live(running, load, live(full));
      return figures(running, full, half);
    }
  }

  /** What a bridge stores twice would count as drained. */
  private void once(long before, long sent) {
    long extra = lab.count(topics) - before - sent * bridge.records(payloadName);
    if (extra > 0) {
      throw new IllegalStateException(
          "%s stored %d records more than it was sent".formatted(bridge, extra));
    }
  }

  /** The median: one drain takes seconds, and the machine's speed swings from one to the next. */
  private Load drains(Bridge.Running running, MqttLoad load) {
    List<Load> drains = new ArrayList<>();
    for (int i = 0; i < options.drains(); i++) {
      Load found = drain(running, load);
      System.err.printf("  drain %d: %.0f/s %.1f us%n", i + 1, found.rate(), found.cpuMicros());
      drains.add(found);
    }
    drains.sort(Comparator.comparingDouble(Load::rate));
    return drains.get(drains.size() / 2);
  }

  /** Frozen while the backlog builds up, the process then drains it at its own speed. */
  private Load drain(Bridge.Running running, MqttLoad load) {
    long messages = options.messages();
    long bytes = lab.bytes(topics);
    long goal = lab.count(topics) + messages * bridge.records(payloadName);
    running.child().freeze();
    load.publish(payload, messages, 0, due -> {});
    long cpu = running.child().cpuMicros();
    long start = System.nanoTime();
    running.child().thaw();
    long end = lab.await(topics, goal, running.child());
    double spent = running.child().cpuMicros() - cpu;
    return new Load(
        messages / ((end - start) / 1e9),
        spent / messages,
        (lab.bytes(topics) - bytes) / (double) (messages * payload.length));
  }

  /** The rate at which latency is measured. */
  private double live(Load full) {
    return options.live() > 0 ? options.live() : full.rate() / lines / LIVE_SHARE;
  }

  private Flow live(Bridge.Running running, MqttLoad load, double rate) {
    long count = (long) (rate * options.seconds());
    long goal = lab.count(topics) + count * bridge.records(payloadName);
    try (Watch watch = new Watch(lab.brokers, bridge.oneEach())) {
      long[] turn = {0};
      load.publish(payload, count, rate, due -> watch.sent(MqttLoad.device(turn[0]++), due));
      lab.await(topics, goal, running.child());
      long deadline = System.nanoTime() + VISIBLE_WITHIN_NANOS;
      while (watch.flow().good() < count) {
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException(
              "of %d messages %d were seen in Kafka".formatted(count, watch.flow().good()));
        }
        LockSupport.parkNanos(1_000_000);
      }
      return watch.flow();
    }
  }

  private Figures posted(Bridge.Running running) {
    try (Posting load =
        posting(bridge.protocol(), running.port(), options.connections(), payload, lines)) {
      return answered(running, load);
    }
  }

  /** Posts for some seconds, and says how that went; a rate of 0 is as fast as it is answered. */
  interface Posting extends AutoCloseable {
    Flow post(double seconds, double rate);

    @Override
    void close();
  }

  static Posting posting(String protocol, int port, int connections, byte[] payload, int lines) {
    if (protocol.equals("coap")) {
      return new CoapLoad(port, connections, payload);
    }
    return lines > 1
        ? HttpLoad.ofBatches(port, connections, payload, lines)
        : new HttpLoad(port, connections, payload, MqttLoad::device);
  }

  private Figures answered(Bridge.Running running, Posting load) {
    whole(load.post(options.warmSeconds(), 0));
    long bytes = lab.bytes(topics);
    long before = lab.count(topics);
    long cpu = running.child().cpuMicros();
    long start = System.nanoTime();
    Flow flow = whole(load.post(options.seconds(), 0));
    double seconds = (System.nanoTime() - start) / 1e9;
    double spent = running.child().cpuMicros() - cpu;
    long stored = lab.count(topics) - before;
    if (stored < flow.good * bridge.records(payloadName)) {
      throw new IllegalStateException(
          "%s acknowledged %d, but Kafka has %d more".formatted(bridge, flow.good, stored));
    }
    double written = (lab.bytes(topics) - bytes) / (double) (flow.good * lines * payload.length);
    Load full = new Load(flow.good * lines / seconds, spent / (flow.good * lines), written);
    unpin(running);
    Flow half = whole(load.post(options.seconds(), live(full)));
    return figures(running, full, half);
  }

  /** A few datagrams may be dropped by the kernel; more is no measurement. */
  private Flow whole(Flow flow) {
    if (flow.good == 0 || flow.bad > flow.good / 1_000) {
      throw new IllegalStateException(
          "%s answered %d well and %d not".formatted(bridge, flow.good, flow.bad));
    }
    return flow;
  }

  private Figures figures(Bridge.Running running, Load full, Flow half) {
    return new Figures(
        full.rate(),
        full.cpuMicros(),
        half.millis(50),
        half.millis(99),
        half.millis(99.9),
        running.child().residentMiB(),
        running.readyMillis(),
        full.bytes());
  }
}
