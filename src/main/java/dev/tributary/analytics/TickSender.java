package dev.tributary.analytics;

import dev.tributary.analytics.rules.Tick;
import dev.tributary.analytics.streams.RuleTopics;
import dev.tributary.kafka.KafkaModule;
import dev.tributary.support.DaemonThreads;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says each second, to each partition, up to when all that this gateway received is stored. */
final class TickSender implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TickSender.class);

  private final KafkaModule kafka;
  private final Supplier<String> gateway;
  private final BooleanSupplier wanted;
  private final BooleanSupplier reachable;
  private final Supplier<Set<String>> topics;
  private final LongSupplier storedUntil;
  private final ScheduledExecutorService timer = DaemonThreads.scheduler("rules-ticks");
  private long last;
  private boolean begun;
  private boolean failing;

  /**
   * @param wanted whether there is a rule
   * @param reachable whether devices can reach this gateway
   * @param topics those that rules read
   * @param storedUntil the time up to which all that was received is stored
   */
  TickSender(
      KafkaModule kafka,
      Supplier<String> gateway,
      BooleanSupplier wanted,
      BooleanSupplier reachable,
      Supplier<Set<String>> topics,
      LongSupplier storedUntil) {
    this.kafka = kafka;
    this.gateway = gateway;
    this.wanted = wanted;
    this.reachable = reachable;
    this.topics = topics;
    this.storedUntil = storedUntil;
  }

  void start() {
    var unused = timer.scheduleAtFixedRate(this::sendSafely, 0, 1, TimeUnit.SECONDS);
  }

  private void sendSafely() {
    try {
      if (wanted.getAsBoolean() && kafka.client().available()) {
        send();
      }
      failing = false;
    } catch (KafkaException e) {
      LOG.debug("No tick was sent", e);
    } catch (RuntimeException e) {
      if (!failing) {
        LOG.error("No tick can be sent", e);
      }
      failing = true;
    }
  }

  private void send() {
    if (!begun) {
      // what others, or this gateway before a restart, have stored by now comes first
      kafka.followOffsets();
      begun = true;
    }
    // before the offsets: what is acknowledged in between may be named, but need not
    long time = storedUntil.getAsLong();
    if (time <= last) {
      return;
    }
    last = time;
    String topic = kafka.topics().name(RuleTopics.TICK);
    Set<String> read = topics.get();
    byte[] key = gateway.get().getBytes(StandardCharsets.UTF_8);
    int partitions = kafka.partitions(topic);
    for (int partition = 0; partition < partitions; partition++) {
      Map<String, Long> offsets = kafka.acknowledged(partition);
      byte[] json =
          new Tick(gateway.get(), time, reachable.getAsBoolean(), offsets).of(read).toJson();
      kafka.send(new ProducerRecord<>(topic, partition, time, key, json));
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
