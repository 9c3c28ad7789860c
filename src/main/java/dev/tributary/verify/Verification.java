package dev.tributary.verify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tributary.contract.Protocol;
import dev.tributary.simulate.Sender;
import dev.tributary.simulate.Senders;
import dev.tributary.support.DaemonThreads;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.Header;

/**
 * One run: numbered messages go in over the chosen protocols, and Kafka is read back until
 * everything that was acknowledged is found or nothing happens any more.
 */
public final class Verification implements AutoCloseable {
  private static final double FASTEST = 10_000;

  /** As many times the time to settle Kafka, or all answers, may be away before we give up. */
  private static final int MOST_AWAY = 10;

  private static final long LONGEST_PAUSE_NANOS = 100_000_000;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final VerifyOptions options;
  private final String run = UUID.randomUUID().toString().substring(0, 8);
  private final Ledger ledger;
  private final TopicReader reader;
  private final Map<Protocol, Sender> senders = new EnumMap<>(Protocol.class);
  private final List<Lane> lanes = new ArrayList<>();
  private final ScheduledThreadPoolExecutor scheduler =
      new ScheduledThreadPoolExecutor(1, Verification::thread);
  private final AtomicLong budget;
  private volatile boolean stopped;
  private long start;
  private long seen;
  private long seenAt;
  private boolean gaveUp;

  public Verification(VerifyOptions options) {
    this.options = options;
    ledger = new Ledger(run, options.protocols(), options.devices());
    budget = new AtomicLong(options.messages() > 0 ? options.messages() : Long.MAX_VALUE);
    VerifyOptions.Topics topics = options.topics();
    reader =
        new TopicReader(
            options.kafka(),
            List.of(topics.verify(), topics.deadLetter(), topics.throttled()),
            this::found);
    // What is to be sent again when all is over is not sent again.
    scheduler.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
  }

  /**
   * Sends until the duration or the number of messages is reached, or {@link #stop} is called, or
   * until it is no use any more.
   */
  public void send() {
    reader.start();
    open();
    start = System.nanoTime();
    seenAt = start;
    long end = options.duration() == null ? Long.MAX_VALUE : start + options.duration().toNanos();
    if (options.rate() > 0) {
      pace(end);
    } else {
      // a few messages are not all of one protocol
      for (int turn = 0; turn < lanes.size() && anotherAtOnce(); turn++) {
        lane(turn).due(System.nanoTime());
      }
      while (!isOver() && budget.get() > 0 && System.nanoTime() < end) {
        LockSupport.parkNanos(1_000_000);
      }
    }
    stopped = true;
  }

  /** Stops {@link #send} early, from another thread. What is due by then is still sent. */
  public void stop() {
    stopped = true;
  }

  /**
   * Waits until all that was acknowledged is found, and returns what was found. While Kafka cannot
   * be read nothing is known to be missing, so that time counts only while Kafka could be read.
   */
  public Report settle() {
    reader.toTheEnd();
    long quiet = options.settle().toNanos();
    long since = System.nanoTime();
    long changes = ledger.changes();
    while (reader.failure() == null && reader.heard() - since < patience(quiet)) {
      LockSupport.parkNanos(20_000_000);
      long now = ledger.changes();
      long silent = reader.silentNanos();
      if (silent > MOST_AWAY * quiet) {
        throw new TimeoutException(
            "what Kafka holds could not be read for " + silent / 1_000_000_000 + " s");
      }
      if (now != changes || silent > 0) {
        changes = now;
        since = System.nanoTime();
      }
    }
    close();
    if (reader.failure() != null) {
      throw reader.failure();
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    List<Report.Row> rows = ledger.rows(start);
    return new Report(run, seconds, rows, ledger.examplesOfLost(), notes(rows));
  }

  @Override
  public void close() {
    stopped = true;
    lanes.forEach(Lane::stop);
    scheduler.shutdownNow();
    senders.values().forEach(Sender::close);
    senders.clear();
    reader.close();
  }

  /** How many were acknowledged and are not found yet. */
  public long missing() {
    return ledger.missing();
  }

  /** How many numbers of this protocol are in use so far. */
  public long sent(Protocol protocol) {
    return ledger.sent(protocol);
  }

  /** How many of this protocol were found among the events so far. */
  public long stored(Protocol protocol) {
    return ledger.stored(protocol);
  }

  /** Whether a message was found in Kafka, as event, dead letter or throttled. */
  public boolean found(String device, int number) {
    DeviceAccount account = ledger.of(device);
    return account != null && account.accounted(number);
  }

  /** Once all is found only late duplicates can come; they are given a moment. */
  private long patience(long quiet) {
    boolean complete = ledger.missing() == 0 && lanes.stream().noneMatch(Lane::busy);
    return complete ? Math.min(quiet, 1_000_000_000L) : quiet;
  }

  private void open() {
    double share = (options.rate() > 0 ? options.rate() : FASTEST) / options.protocols().size();
    for (Protocol protocol : options.protocols()) {
      senders.put(protocol, Senders.of(protocol, options.targets(), share));
    }
    for (DeviceAccount account : ledger.accounts()) {
      lanes.add(new Lane(account, senders.get(account.protocol()), scheduler, this::anotherAtOnce));
    }
  }

  private boolean anotherAtOnce() {
    return options.rate() == 0 && !stopped && budget.getAndDecrement() > 0;
  }

  /** Message k is due k/rate seconds after the start, whatever became of those before it. */
  private void pace(long end) {
    double interval = 1e9 / options.rate();
    for (long k = 0; !isOver() && budget.getAndDecrement() > 0; k++) {
      long due = start + (long) (k * interval);
      if (due >= end) {
        return;
      }
      while (!isOver() && System.nanoTime() < due) {
        LockSupport.parkNanos(Math.min(due - System.nanoTime(), LONGEST_PAUSE_NANOS));
      }
      lane((int) (k % lanes.size())).due(due);
    }
  }

  /** The protocols take turns, and so do the devices of each. */
  private Lane lane(int turn) {
    int protocols = options.protocols().size();
    return lanes.get(turn % protocols * options.devices() + turn / protocols);
  }

  private boolean isOver() {
    return stopped || reader.failure() != null || isNoUse();
  }

  /** Nothing has come of anything for so long that nothing will. */
  private boolean isNoUse() {
    long now = ledger.changes();
    if (now != seen || lanes.stream().noneMatch(Lane::busy)) {
      seen = now;
      seenAt = System.nanoTime();
    }
    gaveUp = System.nanoTime() - seenAt > MOST_AWAY * options.settle().toNanos();
    return gaveUp;
  }

  private void found(ConsumerRecord<byte[], byte[]> found) {
    if (found.key() == null) {
      return;
    }
    DeviceAccount account = ledger.of(new String(found.key(), StandardCharsets.UTF_8));
    if (account == null) {
      return;
    }
    JsonNode value = read(found.value());
    if (found.topic().equals(options.topics().verify())) {
      account.stored(value.path("value").asInt(), value.path("id").asText(), System.nanoTime());
    } else if (found.topic().equals(options.topics().throttled())) {
      account.throttled(value.path("verify").asInt());
    } else {
      account.deadLettered(value.path("verify").asInt(), reason(found));
    }
  }

  private static String reason(ConsumerRecord<byte[], byte[]> letter) {
    Header reason = letter.headers().lastHeader("tributary_reason");
    return reason == null ? "unknown" : new String(reason.value(), StandardCharsets.UTF_8);
  }

  private static JsonNode read(byte[] value) {
    try {
      return JSON.readTree(value);
    } catch (IOException e) {
      return JSON.missingNode();
    }
  }

  private List<String> notes(List<Report.Row> rows) {
    List<String> notes = new ArrayList<>();
    if (options.protocols().contains(Protocol.MQTT)) {
      notes.add(
          "over MQTT it is the broker that acknowledges to the device; the gateway then"
              + " acknowledges to the broker. With a share group a device's order is only what"
              + " the broker keeps.");
    }
    if (gaveUp) {
      notes.add("it gave up sending, for nothing had come of anything for a long time.");
    }
    long unsent = rows.stream().mapToLong(Report.Row::unsent).sum();
    if (unsent > 0) {
      notes.add(
          "%d messages were due and not sent, for their devices were still waiting for an answer;"
                  .formatted(unsent)
              + " the latencies are those of the others.");
    }
    return notes;
  }

  private static Thread thread(Runnable work) {
    return DaemonThreads.of("verify-again", work);
  }
}
