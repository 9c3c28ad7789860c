package dev.tributary.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.config.Nearest;
import dev.tributary.config.OperatorFile;
import dev.tributary.config.YamlSource;
import dev.tributary.contract.NamePattern;
import dev.tributary.contract.Protocol;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * limits.yaml as it was read: a rate for the gateway as a whole, or null, and for each device the
 * first of the rules that fits it.
 */
public record Limits(Rate gateway, List<Rule> rules) {
  public static final Limits NONE = new Limits(null, List.of());

  static final Set<String> GATEWAY_KEYS = Set.of("rate", "burst");
  static final Set<String> RULE_KEYS = Set.of("device", "region", "protocol", "rate", "burst");
  private static final Set<String> PROTOCOLS = Set.copyOf(Protocol.words());

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
    if (!OperatorFile.exists(file)) {
      return NONE;
    }
    List<String> problems = new ArrayList<>();
    Limits limits = parse(YamlSource.read(file, YamlSource.name(file), problems));
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", problems));
    }
    return limits;
  }

  private static Limits parse(YamlSource source) {
    Rate gateway = null;
    List<Rule> rules = new ArrayList<>();
    if (!source.root().isObject()) {
      source.problem("", "limits are for gateway or devices, each with names and values");
    }
    for (Map.Entry<String, JsonNode> entry : source.root().properties()) {
      switch (entry.getKey()) {
        case "gateway" -> {
          unknown(source, "/gateway", GATEWAY_KEYS);
          gateway = rate(source, "/gateway");
        }
        case "devices" ->
            entry.getValue().forEach(node -> rules.add(rule(source, "/devices/" + rules.size())));
        default ->
            source.problem(
                "/" + entry.getKey(),
                "limits are for gateway or devices but not for \"" + entry.getKey() + "\"");
      }
    }
    return new Limits(gateway, List.copyOf(rules));
  }

  private static Rule rule(YamlSource source, String at) {
    JsonNode node = source.root().at(at);
    unknown(source, at, RULE_KEYS);
    String protocol = node.path("protocol").asText(null);
    if (protocol != null && !PROTOCOLS.contains(protocol)) {
      source.problem(
          at + "/protocol",
          "protocol must be mqtt, coap or http but is \"%s\"%s"
              .formatted(protocol, Nearest.hint(protocol, PROTOCOLS)));
    }
    return new Rule(
        pattern(node.path("device").asText(null)),
        pattern(node.path("region").asText(null)),
        protocol,
        rate(source, at));
  }

  private static void unknown(YamlSource source, String at, Set<String> known) {
    source.unknownKeys(
        at,
        source.root().at(at),
        known,
        name ->
            "a limit has %s but no \"%s\"%s"
                .formatted(
                    String.join(", ", known.stream().sorted().toList()),
                    name,
                    Nearest.hint(name, known)));
  }

  private static Rate rate(YamlSource source, String at) {
    JsonNode node = source.root().at(at);
    double perSecond = node.path("rate").asDouble(0);
    long burst = node.path("burst").asLong(Math.max(1, (long) Math.ceil(perSecond)));
    if (perSecond <= 0) {
      source.problem(
          at + "/rate",
          "rate must be messages a second, more than 0, but is "
              + node.path("rate").asText("none"));
      return new Rate(1, 1);
    }
    if (burst < 1) {
      source.problem(
          at + "/burst", "burst must be at least 1 but is " + node.path("burst").asText());
      return new Rate(1, 1);
    }
    return new Rate(perSecond, burst);
  }

  private static NamePattern pattern(String glob) {
    return glob == null ? null : new NamePattern(glob);
  }
}
