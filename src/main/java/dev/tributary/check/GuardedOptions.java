package dev.tributary.check;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.check.EndpointUse.Option;
import dev.tributary.contract.HonouredOptions;
import dev.tributary.engine.ComponentCatalog;
import dev.tributary.engine.HandoverDirect;
import dev.tributary.ingest.coap.CoapListener;
import dev.tributary.ingest.http.HttpListener;
import dev.tributary.ingest.mqtt.MqttListener;
import dev.tributary.kafka.KafkaModule;
import dev.tributary.project.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The endpoint options that carry a promise, in one place. Another value is refused unless {@code
 * tributary.unsafe} names {@code <scheme>.<option>}.
 */
final class GuardedOptions {
  private static final String STORED = "\"acknowledged means stored\"";
  private static final String ORDER = "the order of a device's messages";
  private static final String KEY = "the key being the device id";
  private static final String DOOR = "nothing of the wire becoming a header";

  private static final String RECORDS = "records";

  private static final Set<String> LISTENERS =
      Set.of("paho-mqtt5", "coap", "coaps", "platform-http");

  /** Where to set it instead. */
  private static final Map<String, String> INSTEAD =
      Map.of(
          "paho-mqtt5", " (set it by tributary.mqtt.*)",
          "coap", " (set it by tributary.coap.*)",
          "coaps", " (set it by tributary.coap.*)",
          "platform-http", " (set it by tributary.http.*)",
          "kafka", " (set it by kafka.*)");

  private record Guard(String rule, Predicate<String> keeps, String promise) {}

  private static final Map<String, Guard> GUARDS =
      Map.ofEntries(
          guard("paho-mqtt5.manualAcksEnabled", "true", STORED),
          guard("paho-mqtt5.cleanStart", "false", STORED),
          guard("paho-mqtt5.qos", "1", STORED),
          Map.entry(
              "paho-mqtt5.clientId", new Guard("must be fixed", value -> !value.isBlank(), STORED)),
          Map.entry(
              "paho-mqtt5.sessionExpiryInterval",
              new Guard("must be above 0", value -> !value.matches("-\\d+|0+"), STORED)),
          unset("paho-mqtt5.persistence", STORED),
          guard("kafka.requestRequiredAcks", "all", STORED),
          guard("kafka.enableIdempotence", "true", ORDER),
          guard("kafka.maxBlockMs", "0", "no protocol thread ever waiting"),
          guard("kafka.deliveryTimeoutMs", "2147483647", STORED),
          guard("kafka.retries", "2147483647", STORED),
          guard("kafka.synchronous", "false", "no protocol thread ever waiting"),
          unset("kafka.key", KEY),
          unset("kafka.partitionKey", ORDER),
          unset("kafka.partitioner", ORDER),
          unset("kafka.keySerializer", KEY),
          guard("kafka.useIterator", "true", "one record for each event"),
          guard("kafka.batchWithIndividualHeaders", "true", "each record having its own headers"),
          unset("kafka.headerSerializer", DOOR),
          unset("kafka.headerFilterStrategy", DOOR),
          unset("kafka.kafkaClientFactory", STORED),
          unset("platform-http.headerFilterStrategy", DOOR),
          guard("platform-http.fileUploadEnabled", "false", DOOR));

  private GuardedOptions() {}

  private static Map.Entry<String, Guard> guard(String option, String value, String promise) {
    return Map.entry(option, new Guard("must be " + value, value::equals, promise));
  }

  private static Map.Entry<String, Guard> unset(String option, String promise) {
    return Map.entry(option, new Guard("is not for a route to set", value -> false, promise));
  }

  /** What carries a promise also where it is not written: then its default counts. */
  private static final Map<String, List<String>> NEEDED =
      Map.of(
          "paho-mqtt5",
          List.of("clientId", "qos", "manualAcksEnabled", "cleanStart", "sessionExpiryInterval"),
          "kafka",
          List.of("batchWithIndividualHeaders"));

  /**
   * The options of this endpoint of the pipeline that break a promise which {@code unsafe} does not
   * lift, and those that nothing goes by.
   */
  static List<Finding> findings(EndpointUse use, List<String> unsafe) {
    List<Finding> findings = new ArrayList<>();
    if (!isStock(use)) {
      use.options().forEach((name, option) -> check(use, name, option, unsafe, findings));
      HonouredOptions honoured = honoured(use);
      if (honoured != null) {
        refuseIgnored(use, honoured, unsafe, findings);
        addMissing(use, unsafe, findings);
      }
    }
    return findings;
  }

  /** What an endpoint of the pipeline goes by; null where it is all that Camel has. */
  private static HonouredOptions honoured(EndpointUse use) {
    return switch (use.scheme()) {
      case "paho-mqtt5" -> MqttListener.OPTIONS;
      case "coap", "coaps" -> CoapListener.OPTIONS;
      case "platform-http" -> HttpListener.OPTIONS;
      case "kafka" -> use.path().equals(RECORDS) ? KafkaModule.OPTIONS : null;
      case "direct" -> HandoverDirect.OPTIONS;
      default -> null;
    };
  }

  /** A listener's scheme in a step calls another server, by Camel's own producer. */
  private static boolean isStock(EndpointUse use) {
    return LISTENERS.contains(use.scheme()) && !use.consumes();
  }

  private static void refuseIgnored(
      EndpointUse use, HonouredOptions honoured, List<String> unsafe, List<Finding> findings) {
    JsonNode known = ComponentCatalog.endpointOptions(use.scheme());
    use.options()
        .forEach(
            (name, option) -> {
              String key = use.scheme() + "." + name;
              boolean path = known.path(name).path("kind").asText().equals("path");
              boolean unknown = !known.has(name);
              if (!path
                  && !unknown
                  && !GUARDS.containsKey(key)
                  && !honoured.takes(name, option.value())
                  && !unsafe.contains(key)) {
                String fixed = honoured.fixed().get(name);
                findings.add(
                    use.tree()
                        .finding(
                            option.pointer(),
                            fixed == null
                                ? "%s is not read in the pipeline: take it out%s"
                                    .formatted(key, INSTEAD.getOrDefault(use.scheme(), ""))
                                : "%s is always %s in the pipeline but is \"%s\": take it out"
                                    .formatted(key, fixed, option.value())));
              }
            });
  }

  private static void addMissing(EndpointUse use, List<String> unsafe, List<Finding> findings) {
    JsonNode known = ComponentCatalog.endpointOptions(use.scheme());
    for (String name : NEEDED.getOrDefault(use.scheme(), List.of())) {
      String key = use.scheme() + "." + name;
      String value = known.path(name).path("defaultValue").asText("");
      if (!use.options().containsKey(name)
          && !GUARDS.get(key).keeps().test(value)
          && !unsafe.contains(key)) {
        findings.add(
            use.tree()
                .finding(
                    use.pointer(),
                    "%s %s, as it carries %s, but is not written, which means \"%s\" (tributary.unsafe=%s lifts the guard)"
                        .formatted(
                            key, GUARDS.get(key).rule(), GUARDS.get(key).promise(), value, key)));
      }
    }
  }

  private static void check(
      EndpointUse use, String name, Option option, List<String> unsafe, List<Finding> findings) {
    String key = use.scheme() + "." + name;
    Guard guard = GUARDS.get(key);
    if (guard != null && !guard.keeps().test(option.value()) && !unsafe.contains(key)) {
      findings.add(
          use.tree()
              .finding(
                  option.pointer(),
                  "%s %s, as it carries %s, but is \"%s\" (tributary.unsafe=%s lifts the guard)"
                      .formatted(key, guard.rule(), guard.promise(), option.value(), key)));
    }
  }
}
