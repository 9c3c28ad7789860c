package dev.tributary.simulate;

import dev.tributary.contract.Protocol;
import dev.tributary.support.DaemonThreads;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Devices that send, on one pacing thread and the senders' own. What is due is sent when it is due,
 * however slow the answers are: a slow gateway sees the load that real devices would put on it.
 */
public final class Simulation implements AutoCloseable {
  /** Beyond this many unanswered messages one that is due is skipped and counted, not queued. */
  private static final int MOST_UNANSWERED = 50_000;

  private static final long CLOSE_NANOS = 5_000_000_000L;

  private final SimulationOptions options;
  private final Map<Protocol, Sender> senders = new EnumMap<>(Protocol.class);
  private final Map<Protocol, Tally> tallies = new EnumMap<>(Protocol.class);
  private final AtomicInteger unanswered = new AtomicInteger();
  private final Thread pacing;
  private volatile long began = System.nanoTime();
  private volatile long ended;
  private volatile boolean running;

  public Simulation(SimulationOptions options) {
    this.options = options;
    options.protocols().forEach(protocol -> tallies.put(protocol, new Tally()));
    pacing = DaemonThreads.of("simulate-pace", this::pace);
  }

  public void start() {
    double share = options.rate() / options.protocols().size();
    for (Protocol protocol : tallies.keySet()) {
      senders.put(protocol, Senders.of(protocol, options.targets(), share));
    }
    began = System.nanoTime();
    running = true;
    pacing.start();
  }

  /** Live counters, by protocol in a fixed order. */
  public Map<Protocol, Tally> tallies() {
    return Collections.unmodifiableMap(tallies);
  }

  /** For how long it has sent, or did send. */
  double seconds() {
    return ((ended == 0 ? System.nanoTime() : ended) - began) / 1e9;
  }

  /** Sends nothing more, waits briefly for outstanding answers, and closes the connections. */
  public void stop() {
    if (running) {
      ended = System.nanoTime();
    }
    running = false;
    LockSupport.unpark(pacing);
    awaitPacing();
    long deadline = System.nanoTime() + CLOSE_NANOS;
    while (unanswered.get() > 0 && System.nanoTime() < deadline) {
      LockSupport.parkNanos(10_000_000);
    }
    senders.values().forEach(Sender::close);
    senders.clear();
  }

  @Override
  public void close() {
    stop();
  }

  /** It may be sending at this moment. */
  private void awaitPacing() {
    try {
      pacing.join(CLOSE_NANOS / 1_000_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void pace() {
    PriorityQueue<Device> devices =
        new PriorityQueue<>(options.devices(), Comparator.comparingLong(Device::due));
    for (int i = 0; i < options.devices(); i++) {
      devices.add(new Device(i, options));
    }
    Instant start = Instant.now();
    long startNanos = System.nanoTime();
    while (running) {
      Device device = devices.remove();
      long wait = startNanos + device.due() - System.nanoTime();
      while (running && wait > 0) {
        LockSupport.parkNanos(wait);
        wait = startNanos + device.due() - System.nanoTime();
      }
      if (running) {
        send(device.protocol(), device.next(start));
        devices.add(device);
      }
    }
  }

  private void send(Protocol protocol, Message message) {
    Tally tally = tallies.get(protocol);
    if (unanswered.get() >= MOST_UNANSWERED) {
      tally.countSkipped();
      return;
    }
    tally.countSent();
    unanswered.incrementAndGet();
    senders
        .get(protocol)
        .send(
            message,
            answer -> {
              unanswered.decrementAndGet();
              tally.count(answer);
            });
  }
}
