package dev.tributary.analytics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.DoublePredicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * What rules must have come to, by the raw topics alone. Shares no code with the rules; the
 * benchmarks use it too, so it needs no more than a Kafka client and Jackson.
 */
public final class RuleOracle implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long AHEAD = 120_000;
  private static final long DEAF = 30_000;
  private static final long PATIENCE_NANOS = 60_000_000_000L;

  private final KafkaConsumer<String, String> consumer;
  private final String prefix;

  /**
   * @param prefix of topics, with its dot
   */
  public RuleOracle(String brokers, String prefix) {
    this.prefix = prefix;
    this.consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", brokers, "isolation.level", "read_committed"),
            new StringDeserializer(),
            new StringDeserializer());
  }

  /** One event, as far as rules of these tests look at it. */
  private record Event(String id, String device, double value, long at, long received) {
    static Event of(JsonNode json) {
      long time = millis(json.path("time"));
      long received = millis(json.path("received"));
      return new Event(
          json.path("id").asText(),
          json.path("device_id").asText(),
          json.path("value").asDouble(),
          time > received + AHEAD ? received : time,
          received);
    }
  }

  /**
   * Of each window the sum and the number of readings: {@code d1@1700000000000} to {@code 5 of 2}.
   */
  public Map<String, String> expectedSums(String kind, long every, Set<String> withoutIds) {
    Map<String, long[]> sums = new TreeMap<>();
    events(kind)
        .forEach(
            (device, events) ->
                events.stream()
                    .filter(event -> !withoutIds.contains(event.id()))
                    .forEach(
                        event -> {
                          long start = Math.floorDiv(event.at(), every) * every;
                          long[] sum = sums.computeIfAbsent(device + "@" + start, w -> new long[2]);
                          sum[0] += Math.round(event.value());
                          sum[1]++;
                        }));
    Map<String, String> windows = new TreeMap<>();
    sums.forEach((window, sum) -> windows.put(window, sum[0] + " of " + sum[1]));
    return windows;
  }

  /** The same windows of all devices together. */
  public static Map<String, String> together(Map<String, String> windows) {
    Map<String, String> all = new TreeMap<>();
    windows.forEach(
        (window, sum) ->
            all.merge(
                "all" + window.substring(window.indexOf('@')),
                sum,
                (one, other) -> {
                  String[] a = one.split(" of ");
                  String[] b = other.split(" of ");
                  return (Long.parseLong(a[0]) + Long.parseLong(b[0]))
                      + " of "
                      + (Long.parseLong(a[1]) + Long.parseLong(b[1]));
                }));
    return all;
  }

  /**
   * What was published of a measure: each window's last revision.
   *
   * @throws AssertionError if a revision is missing, is there twice, or is out of order
   */
  public Map<String, String> sums(String rule) {
    Map<String, String> windows = new TreeMap<>();
    Map<String, Integer> revisions = new TreeMap<>();
    for (ConsumerRecord<String, String> record : records("analytics." + rule)) {
      JsonNode measure = json(record);
      JsonNode attributes = measure.path("attributes");
      String window = record.key() + "@" + millis(attributes.path("window_start"));
      int expected = revisions.merge(window, 1, Integer::sum) - 1;
      if (attributes.path("revision").asInt() != expected) {
        throw new AssertionError(
            "%s: revision %d instead of %d in %s"
                .formatted(window, attributes.path("revision").asInt(), expected, record));
      }
      windows.put(
          window, measure.path("value").asLong() + " of " + attributes.path("count").asLong());
    }
    return windows;
  }

  /** The ids of events that came after the corrections of their window. */
  public Set<String> lateIds() {
    Set<String> ids = new HashSet<>();
    for (ConsumerRecord<String, String> record : records("analytics.late")) {
      if (!ids.add(json(record).path("event").path("id").asText())) {
        throw new AssertionError("late twice: " + record);
      }
    }
    return ids;
  }

  /** Fires at the first reading that is met, is resolved at the first that is clear. */
  public List<String> expectedCrossings(String kind, DoublePredicate when, DoublePredicate clear) {
    List<String> crossings = new ArrayList<>();
    events(kind)
        .forEach(
            (device, events) -> {
              String open = null;
              int number = 0;
              for (Event event : events) {
                if (open == null && when.test(event.value())) {
                  open = event.id();
                  crossings.add(line(device, number++, "firing", open));
                } else if (open != null && clear.test(event.value())) {
                  crossings.add(line(device, number++, "resolved", open));
                  open = null;
                }
              }
            });
    return sorted(crossings);
  }

  /** Fires when it was met for so long without a break, whether or not anything comes then. */
  public List<String> expectedHolds(String kind, DoublePredicate when, long hold) {
    NavigableMap<Long, Long> heard = heard();
    List<String> holds = new ArrayList<>();
    events(kind)
        .forEach(
            (device, events) -> {
              Event open = null;
              boolean fires = false;
              int number = 0;
              for (Event event : events) {
                boolean met = when.test(event.value());
                // by what the device says, or by the clock of the gateway while it says nothing
                if (open != null
                    && !fires
                    && (between(heard, open, event.received()) >= hold
                        || (met && event.at() - open.at() >= hold))) {
                  fires = true;
                  holds.add(line(device, number++, "firing", open.id()));
                }
                if (open == null && met) {
                  open = event;
                } else if (open != null && !met) {
                  if (fires) {
                    holds.add(line(device, number++, "resolved", open.id()));
                  }
                  open = null;
                  fires = false;
                }
              }
              if (open != null && !fires && between(heard, open, heard.lastKey()) >= hold) {
                holds.add(line(device, number, "firing", open.id()));
              }
            });
    return sorted(holds);
  }

  /** Fires when nothing came for so long in which the gateway could hear. */
  public List<String> expectedSilences(String kind, long silent) {
    NavigableMap<Long, Long> heard = heard();
    List<String> silences = new ArrayList<>();
    events(kind)
        .forEach(
            (device, events) -> {
              int number = 0;
              for (int i = 0; i < events.size(); i++) {
                Event last = events.get(i);
                boolean spoke = i + 1 < events.size();
                long until = spoke ? events.get(i + 1).received() : heard.lastKey();
                if (between(heard, last, until) >= silent) {
                  silences.add(line(device, number++, "firing", last.id()));
                  if (spoke) {
                    silences.add(line(device, number++, "resolved", last.id()));
                  }
                }
              }
            });
    return sorted(silences);
  }

  private static long between(NavigableMap<Long, Long> heard, Event from, long until) {
    return heardAt(heard, until) - heardAt(heard, from.received());
  }

  private static long heardAt(NavigableMap<Long, Long> heard, long at) {
    Map.Entry<Long, Long> before = heard.floorEntry(at);
    if (before == null) {
      return at - heard.firstKey();
    }
    return before.getValue() + (at - before.getKey() <= DEAF ? at - before.getKey() : 0);
  }

  /** By the ticks of the one gateway: its time, and for how long it had been there until then. */
  private NavigableMap<Long, Long> heard() {
    NavigableMap<Long, Long> ticks = new TreeMap<>();
    records("tick").forEach(tick -> ticks.put(millis(json(tick).path("time")), 0L));
    long before = ticks.firstKey();
    long sum = 0;
    for (Map.Entry<Long, Long> tick : ticks.entrySet()) {
      sum += tick.getKey() - before <= DEAF ? tick.getKey() - before : 0;
      before = tick.getKey();
      tick.setValue(sum);
    }
    return ticks;
  }

  /** What an alert has said, in the order of its key. */
  public List<String> said(String alert) {
    return said().getOrDefault(alert, List.of());
  }

  /** What all alerts have said. */
  public Map<String, List<String>> said() {
    Map<String, List<String>> said = new TreeMap<>();
    Map<String, Integer> numbers = new TreeMap<>();
    Map<String, String> open = new TreeMap<>();
    for (ConsumerRecord<String, String> record : records("alert")) {
      JsonNode json = json(record);
      String alert = json.path("alert").asText();
      String key = alert + "/" + record.key();
      String state = json.path("state").asText();
      requireOneId(key, state, json.path("id").asText(), open);
      String opening = json.path("evidence").path(0).asText();
      said.computeIfAbsent(alert, a -> new ArrayList<>())
          .add(line(record.key(), numbers.merge(key, 1, Integer::sum) - 1, state, opening));
    }
    said.values().forEach(Collections::sort);
    return said;
  }

  /** What fires and what resolves it have one id. */
  private static void requireOneId(String key, String state, String id, Map<String, String> open) {
    String before = state.equals("firing") ? open.put(key, id) : open.remove(key);
    if (state.equals("firing") ? before != null : !id.equals(before)) {
      throw new AssertionError("%s %s with id %s after %s".formatted(key, state, id, before));
    }
  }

  /** The keys of what fires by the compacted topic. */
  public Set<String> firing() {
    Map<String, String> states = new TreeMap<>();
    records("alert.state").forEach(record -> states.put(record.key(), record.value()));
    states.values().removeIf(value -> value == null);
    return states.keySet();
  }

  /** In the order of their partition, without those that are there twice or are no events. */
  private Map<String, List<Event>> events(String kind) {
    Set<String> ids = new HashSet<>();
    Map<String, List<Event>> byDevice = new TreeMap<>();
    for (ConsumerRecord<String, String> record : records("sensor." + kind)) {
      if (record.value() != null && record.value().startsWith("{\"id\":\"")) {
        Event event = Event.of(json(record));
        if (ids.add(event.id())) {
          byDevice.computeIfAbsent(event.device(), d -> new ArrayList<>()).add(event);
        }
      }
    }
    return byDevice;
  }

  private static String line(String device, int number, String state, String opening) {
    return "%s %d %s %s".formatted(device, number, state, opening);
  }

  private static List<String> sorted(List<String> lines) {
    Collections.sort(lines);
    return lines;
  }

  private static JsonNode json(ConsumerRecord<String, String> record) {
    try {
      return JSON.readTree(record.value());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long millis(JsonNode time) {
    return Instant.parse(time.asText()).toEpochMilli();
  }

  /** All that is in a topic now. */
  public List<ConsumerRecord<String, String>> records(String topic) {
    List<TopicPartition> partitions =
        consumer.partitionsFor(prefix + topic).stream()
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    List<ConsumerRecord<String, String>> records = new ArrayList<>();
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (ends.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError(prefix + topic + " cannot be read to its end");
      }
      consumer.poll(Duration.ofMillis(100)).forEach(records::add);
    }
    return records;
  }

  @Override
  public void close() {
    consumer.close();
  }
}
