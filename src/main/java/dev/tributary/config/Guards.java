package dev.tributary.config;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Keys that carry a promise, with the only values that keep it. Another value is refused unless
 * {@code tributary.unsafe} names the key. Camel takes a key in any spelling, and so do the guards.
 */
public final class Guards {
  private static final String ORDER = "the order of a device's messages";
  private static final String STORED = "\"acknowledged means stored\"";
  private static final String RELOAD = "a reload that never stops a good route";
  private static final String FOLDER = "routes/ being all that runs";
  private static final String RUNNING = "every route running";
  private static final String SERVERS =
      "the listeners of tributary.http.* and tributary.management.*";
  private static final String ALL =
      "the pipeline's routes too: write it at the endpoint of your route";

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
          unset("kafka.transactional.id", STORED),
          unset("kafka.key.serializer", "the key being the device id"),
          unset("kafka.value.serializer", "the one event format"),
          unset("kafka.partitioner.class", ORDER),
          unset("kafka.bootstrap.servers", "tributary.kafka.brokers"),
          Map.entry("camel.main.routesReloadEnabled", new Guard(List.of("false"), RELOAD)),
          Map.entry("camel.main.contextReloadEnabled", new Guard(List.of("false"), RELOAD)),
          Map.entry(
              "camel.main.sourceLocationEnabled",
              new Guard(List.of("true"), "errors that name file and line")),
          Map.entry("camel.main.autoStartup", new Guard(List.of("true"), RUNNING)),
          unset("camel.main.autoStartupExcludePattern", RUNNING),
          unset("camel.main.durationMaxSeconds", RUNNING),
          unset("camel.main.durationMaxIdleSeconds", RUNNING),
          unset("camel.main.durationMaxMessages", RUNNING),
          unset("camel.main.routesIncludePattern", FOLDER),
          unset("camel.main.routesExcludePattern", FOLDER),
          unset("camel.main.javaRoutesIncludePattern", FOLDER),
          unset("camel.main.javaRoutesExcludePattern", FOLDER),
          unset("camel.main.routeFilterIncludePattern", FOLDER),
          unset("camel.main.routeFilterExcludePattern", FOLDER),
          unset("camel.main.routesBuilders", FOLDER),
          unset("camel.main.routesBuilderClasses", FOLDER),
          Map.entry("camel.main.routesCollectorEnabled", new Guard(List.of("true"), FOLDER)),
          Map.entry(
              "camel.main.routesCollectorIgnoreLoadingError",
              new Guard(List.of("false"), "a start that fails aloud")),
          unset("camel.main.configurations", FOLDER),
          unset("camel.main.configurationClasses", FOLDER),
          unset("camel.main.fileConfigurations", "application.properties being all that is set"),
          Map.entry(
              "camel.main.autoConfigurationEnvironmentVariablesEnabled",
              new Guard(List.of("false"), "application.properties being all that is set")),
          Map.entry(
              "camel.main.autoConfigurationSystemPropertiesEnabled",
              new Guard(List.of("false"), "application.properties being all that is set")),
          Map.entry("camel.main.jmxUpdateRouteEnabled", new Guard(List.of("false"), FOLDER)),
          Map.entry(
              "camel.main.streamCachingEnabled",
              new Guard(List.of("false"), "payloads as they came")),
          unset("camel.rest.contextPath", "the addresses of devices"),
          unset("camel.rest.host", SERVERS),
          unset("camel.rest.port", SERVERS),
          unset("camel.rest.scheme", SERVERS),
          unset("camel.rest.component", SERVERS));

  /** The beginnings of keys of which none may be set. */
  private static final Map<String, Guard> PREFIXES =
      Map.of(
          "camel.server.", new Guard(List.of(), SERVERS),
          "camel.management.", new Guard(List.of(), SERVERS),
          "camel.routeTemplate", new Guard(List.of(), FOLDER),
          "camel.routecontroller.", new Guard(List.of(), RUNNING),
          "camel.component.paho-mqtt5.", new Guard(List.of(), ALL),
          "camel.component.coap", new Guard(List.of(), ALL),
          "camel.component.platform-http.", new Guard(List.of(), ALL),
          "camel.component.kafka.", new Guard(List.of(), ALL),
          "camel.component.direct.", new Guard(List.of(), ALL));

  private static final Map<String, Guard> BY_PLAIN_NAME = new HashMap<>();

  static {
    GUARDS.forEach((key, guard) -> BY_PLAIN_NAME.put(plain(key), guard));
  }

  private static Map.Entry<String, Guard> unset(String key, String promise) {
    return Map.entry(key, new Guard(List.of(), promise));
  }

  /** Without all that Camel does not go by: case, dashes, brackets; and dots. */
  private static String plain(String key) {
    return key.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
  }

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
    PREFIXES.forEach((prefix, guard) -> rows.put(prefix + "*", List.of("unset", guard.promise())));
    return rows;
  }

  /** The rule that this value breaks, or null where it may stand. */
  static String broken(String key, String value) {
    String plain = plain(key);
    Guard guard = BY_PLAIN_NAME.get(plain);
    for (Map.Entry<String, Guard> prefix : PREFIXES.entrySet()) {
      if (plain.startsWith(plain(prefix.getKey()))) {
        guard = prefix.getValue();
      }
    }
    if (guard == null || guard.allowed().contains(value)) {
      return null;
    }
    return guard.allowed().isEmpty()
        ? "is not for you to set: it carries %s".formatted(guard.promise())
        : "must be %s, which carries %s,"
            .formatted(String.join(" or ", guard.allowed()), guard.promise());
  }
}
