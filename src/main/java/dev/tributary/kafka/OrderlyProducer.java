package dev.tributary.kafka;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client that sends nothing after its first record on a partition until Kafka has that one. A
 * broker that does not know a client yet takes whatever number it begins with: where it turns the
 * first request down for the moment (too few replicas, not yet the leader) and then takes the
 * second, the first is out of order, and stays so until the client is given up (KAFKA-14359,
 * KAFKA-15591). From then on requests may be under way together.
 */
public final class OrderlyProducer extends KafkaProducer<Object, Object> {
  /** A broker forgets a client that was silent for a day (producer.id.expiration.ms). */
  private static final long FORGOTTEN_NANOS = TimeUnit.HOURS.toNanos(12);

  private static final Logger LOG = LoggerFactory.getLogger(OrderlyProducer.class);
  private static final Lane[] NONE = {};

  private final Map<String, Lane[]> lanes = new ConcurrentHashMap<>();
  private final AtomicLong heldBytes = new AtomicLong();

  public OrderlyProducer(Map<String, Object> settings) {
    super(settings);
  }

  @Override
  public Future<RecordMetadata> send(ProducerRecord<Object, Object> record, Callback callback) {
    Lane lane = lane(record);
    return lane == null ? hand(record, callback) : lane.send(record, callback);
  }

  private Future<RecordMetadata> hand(ProducerRecord<Object, Object> record, Callback callback) {
    return super.send(record, callback);
  }

  /** Of what waits here, and is not yet in the client's own memory. */
  long heldBytes() {
    return heldBytes.get();
  }

  @Override
  public void close(Duration timeout) {
    super.close(timeout);
    KafkaException closed = new KafkaException("the Kafka client was closed");
    lanes.values().stream().flatMap(Arrays::stream).forEach(lane -> lane.giveUp(closed));
  }

  /** Null where the record has no key, and so no order. */
  private Lane lane(ProducerRecord<Object, Object> record) {
    if (!(record.key() instanceof byte[] key)) {
      return null;
    }
    int count = partitionsFor(record.topic()).size();
    int partition =
        record.partition() == null
            ? RegionPartitioner.partition(key, record.value(), count)
            : record.partition();
    Lane[] known = lanes.getOrDefault(record.topic(), NONE);
    if (known.length < count) {
      known = lanes.compute(record.topic(), (topic, before) -> grown(before, count));
    }
    return partition < known.length ? known[partition] : null;
  }

  private Lane[] grown(Lane[] before, int count) {
    Lane[] lanes = Arrays.copyOf(before == null ? NONE : before, count);
    for (int i = before == null ? 0 : before.length; i < count; i++) {
      lanes[i] = new Lane();
    }
    return lanes;
  }

  /** The way to one partition. */
  private final class Lane {
    private final Queue<Held> held = new ArrayDeque<>();
    private volatile boolean open;
    private volatile long last;
    private boolean stored;
    private boolean underWay;
    private boolean handing;

    Future<RecordMetadata> send(ProducerRecord<Object, Object> record, Callback callback) {
      long now = System.nanoTime();
      if (open && now - last < FORGOTTEN_NANOS) {
        last = now;
        return hand(record, callback);
      }
      return inTurn(new Held(record, callback), now);
    }

    private synchronized Future<RecordMetadata> inTurn(Held next, long now) {
      if (open && now - last >= FORGOTTEN_NANOS) {
        open = false;
        stored = false;
      }
      last = now;
      held.add(next);
      heldBytes.addAndGet(next.bytes());
      advance();
      return next.result;
    }

    /** One after the other until one is stored, then all. */
    private void advance() {
      if (handing) {
        return;
      }
      handing = true;
      while (!underWay && !held.isEmpty()) {
        Held next = held.remove();
        heldBytes.addAndGet(-next.bytes());
        underWay = !stored;
        try {
          var unused = hand(next.record, (metadata, failure) -> answered(next, metadata, failure));
        } catch (RuntimeException e) {
          answered(next, null, e);
        } catch (Error e) {
          answered(next, null, new IllegalStateException(e));
        }
      }
      handing = false;
      // not before nothing waits any more: what comes from now on goes past us
      open = stored;
    }

    private synchronized void answered(Held record, RecordMetadata metadata, Exception failure) {
      last = System.nanoTime();
      stored |= failure == null;
      underWay = false;
      record.report(metadata, failure);
      if (failure != null && !KafkaFailures.isRefusal(failure)) {
        // nothing of a device may overtake what was not taken
        giveUp(failure);
      }
      advance();
    }

    synchronized void giveUp(Exception failure) {
      List<Held> all = List.copyOf(held);
      held.clear();
      for (Held each : all) {
        heldBytes.addAndGet(-each.bytes());
        each.report(null, failure);
      }
    }
  }

  /** A record that waits for the first of its partition. */
  private record Held(
      ProducerRecord<Object, Object> record,
      Callback callback,
      CompletableFuture<RecordMetadata> result) {
    Held(ProducerRecord<Object, Object> record, Callback callback) {
      this(record, callback, new CompletableFuture<>());
    }

    int bytes() {
      return record.value() instanceof Outgoing outgoing ? outgoing.bytes().length : 0;
    }

    /** As with Kafka's own client, a callback that throws affects no other. */
    void report(RecordMetadata metadata, Exception failure) {
      try {
        callback.onCompletion(metadata, failure);
      } catch (RuntimeException | Error e) {
        LOG.error("What follows the sending of a record failed", e);
      }
      if (failure == null) {
        result.complete(metadata);
      } else {
        result.completeExceptionally(failure);
      }
    }
  }
}
