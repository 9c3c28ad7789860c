package dev.tributary.check;

import dev.tributary.check.EndpointUse.Option;
import dev.tributary.project.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

  private record Guard(String rule, Predicate<String> keeps, String promise) {}

  private static final Map<String, Guard> GUARDS =
      Map.ofEntries(
          guard("paho-mqtt5.manualAcksEnabled", "true", STORED),
          guard("paho-mqtt5.cleanStart", "false", STORED),
          Map.entry(
              "paho-mqtt5.qos",
              new Guard("must be 0 or 1", value -> value.matches("[01]"), STORED)),
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
          unset("platform-http.headerFilterStrategy", DOOR),
          guard("platform-http.fileUploadEnabled", "false", DOOR));

  private GuardedOptions() {}

  private static Map.Entry<String, Guard> guard(String option, String value, String promise) {
    return Map.entry(option, new Guard("must be " + value, value::equals, promise));
  }

  private static Map.Entry<String, Guard> unset(String option, String promise) {
    return Map.entry(option, new Guard("is not for a route to set", value -> false, promise));
  }

  /** The options of this endpoint that break a promise which {@code unsafe} does not lift. */
  static List<Finding> findings(EndpointUse use, List<String> unsafe) {
    List<Finding> findings = new ArrayList<>();
    use.options().forEach((name, option) -> check(use, name, option, unsafe, findings));
    return findings;
  }

  private static void check(
      EndpointUse use, String name, Option option, List<String> unsafe, List<Finding> findings) {
    String key = use.scheme() + "." + name;
    Guard guard = GUARDS.get(key);
    boolean computed = option.value().contains("{{");
    if (guard != null
        && !computed
        && !guard.keeps().test(option.value())
        && !unsafe.contains(key)) {
      findings.add(
          use.tree()
              .finding(
                  option.pointer(),
                  "%s %s, as it carries %s, but is \"%s\" (tributary.unsafe=%s lifts the guard)"
                      .formatted(key, guard.rule(), guard.promise(), option.value(), key)));
    }
  }
}
