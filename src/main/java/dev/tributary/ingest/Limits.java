package dev.tributary.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What limits.yaml says: a rate for the gateway as a whole, or null, and for each device the first
 * of the rules that fits it.
 */
public record Limits(Rate gateway, List<Rule> rules) {
  public static final Limits NONE = new Limits(null, List.of());

  static final Set<String> GATEWAY_KEYS = Set.of("rate", "burst");
  static final Set<String> RULE_KEYS = Set.of("device", "region", "protocol", "rate", "burst");
  private static final Set<String> PROTOCOLS = Set.of("mqtt", "coap", "http");

  /**
   * @param perSecond messages a second in the long run
   * @param burst messages at once after a pause
   */
  public record Rate(double perSecond, long burst) {}

  /** A rate for each device that fits all of these; null fits every one. */
  public record Rule(NamePattern device, NamePattern region, String protocol, Rate rate) {
    boolean fits(String device, String region, String protocol) {
      return fits(this.device, device)
          && fits(this.region, region)
          && (this.protocol == null || this.protocol.equals(protocol));
    }

    private static boolean fits(NamePattern pattern, String name) {
      return pattern == null || pattern.covers(name);
    }
  }

  /**
   * Reads limits.yaml; a file that is not there limits nothing.
   *
   * @throws IllegalArgumentException one line for each thing that is wrong
   */
  public static Limits read(Path file) throws IOException {
    if (!Files.exists(file)) {
      return NONE;
    }
    JsonNode root = new ObjectMapper(new YAMLFactory()).readTree(file.toFile());
    List<String> problems = new ArrayList<>();
    Limits limits = parse(root, problems);
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(
          String.join("\n", problems.stream().map(p -> p + " (" + file + ")").toList()));
    }
    return limits;
  }

  private static Limits parse(JsonNode root, List<String> problems) {
    Rate gateway = null;
    List<Rule> rules = new ArrayList<>();
    for (Map.Entry<String, JsonNode> entry : root.properties()) {
      switch (entry.getKey()) {
        case "gateway" -> {
          unknown(entry.getValue(), GATEWAY_KEYS, "gateway", problems);
          gateway = rate(entry.getValue(), "gateway", problems);
        }
        case "devices" ->
            entry.getValue().forEach(node -> rules.add(rule(node, rules.size() + 1, problems)));
        default ->
            problems.add(
                "limits are for gateway or devices but not for \"" + entry.getKey() + "\"");
      }
    }
    return new Limits(gateway, List.copyOf(rules));
  }

  private static Rule rule(JsonNode node, int number, List<String> problems) {
    String where = "rule " + number + " of devices";
    unknown(node, RULE_KEYS, where, problems);
    String protocol = node.path("protocol").asText(null);
    if (protocol != null && !PROTOCOLS.contains(protocol)) {
      problems.add(
          "protocol must be mqtt, coap or http but is \"%s\" in %s".formatted(protocol, where));
    }
    return new Rule(
        pattern(node.path("device").asText(null)),
        pattern(node.path("region").asText(null)),
        protocol,
        rate(node, where, problems));
  }

  private static void unknown(
      JsonNode node, Set<String> known, String where, List<String> problems) {
    node.fieldNames()
        .forEachRemaining(
            name -> {
              if (!known.contains(name)) {
                problems.add(
                    "%s may have %s but has \"%s\""
                        .formatted(
                            where, String.join(", ", known.stream().sorted().toList()), name));
              }
            });
  }

  private static Rate rate(JsonNode node, String where, List<String> problems) {
    double perSecond = node.path("rate").asDouble(0);
    long burst = node.path("burst").asLong(Math.max(1, (long) Math.ceil(perSecond)));
    if (perSecond <= 0 || burst < 1) {
      problems.add(
          "rate must be messages a second, more than 0, and burst at least 1, but %s has rate %s"
                  .formatted(where, node.path("rate").asText("none"))
              + " and burst "
              + burst);
      return new Rate(1, 1);
    }
    return new Rate(perSecond, burst);
  }

  private static NamePattern pattern(String glob) {
    return glob == null ? null : new NamePattern(glob);
  }
}
