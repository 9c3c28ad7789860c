package dev.tributary.config;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Keys that carry a promise, with the only values that keep it. Another value is refused unless
 * {@code tributary.unsafe} names the key.
 */
public final class Guards {
  private static final String ORDER = "the order of a device's messages";
  private static final String STORED = "\"acknowledged means stored\"";
  private static final String RELOAD = "a reload that never stops a good route";

  private static final Map<String, Guard> GUARDS =
      Map.ofEntries(
          Map.entry("kafka.acks", new Guard(List.of("all", "-1"), STORED)),
          Map.entry("kafka.enable.idempotence", new Guard(List.of("true"), ORDER)),
          Map.entry(
              "kafka.max.in.flight.requests.per.connection",
              new Guard(List.of("1", "2", "3", "4", "5"), ORDER)),
          Map.entry("kafka.retries", new Guard(List.of("2147483647"), STORED)),
          Map.entry("kafka.delivery.timeout.ms", new Guard(List.of("2147483647"), STORED)),
          Map.entry(
              "kafka.max.block.ms", new Guard(List.of("0"), "no protocol thread ever waiting")),
          Map.entry("kafka.transactional.id", new Guard(List.of(), STORED)),
          Map.entry("kafka.key.serializer", new Guard(List.of(), "the key being the device id")),
          Map.entry("kafka.value.serializer", new Guard(List.of(), "the one event format")),
          Map.entry("kafka.partitioner.class", new Guard(List.of(), ORDER)),
          Map.entry("kafka.bootstrap.servers", new Guard(List.of(), "tributary.kafka.brokers")),
          Map.entry("camel.main.routesReloadEnabled", new Guard(List.of("false"), RELOAD)),
          Map.entry("camel.main.routes-reload-enabled", new Guard(List.of("false"), RELOAD)),
          Map.entry(
              "camel.main.sourceLocationEnabled",
              new Guard(List.of("true"), "errors that name file and line")),
          Map.entry("camel.main.autoStartup", new Guard(List.of("true"), "every route running")),
          Map.entry(
              "camel.main.streamCachingEnabled",
              new Guard(List.of("false"), "payloads as they came")));

  private record Guard(List<String> allowed, String promise) {}

  private Guards() {}

  /** Each key with its allowed values and the promise it carries, sorted by key. */
  static Map<String, List<String>> describe() {
    Map<String, List<String>> rows = new TreeMap<>();
    GUARDS.forEach(
        (key, guard) ->
            rows.put(
                key,
                List.of(
                    guard.allowed().isEmpty() ? "unset" : String.join(", ", guard.allowed()),
                    guard.promise())));
    return rows;
  }

  /** The rule that this value breaks, or null where it may stand. */
  static String broken(String key, String value) {
    Guard guard = GUARDS.get(key);
    if (guard == null || guard.allowed().contains(value)) {
      return null;
    }
    return guard.allowed().isEmpty()
        ? "is not for you to set: it carries %s".formatted(guard.promise())
        : "must be %s, which carries %s,"
            .formatted(String.join(" or ", guard.allowed()), guard.promise());
  }
}
