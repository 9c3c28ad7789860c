package dev.tributary.check;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.check.EndpointUse.Option;
import dev.tributary.contract.ListenerAddress;
import dev.tributary.contract.PipelineAddress;
import dev.tributary.project.Finding;
import dev.tributary.project.YamlTree;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Each address of a listener belongs to one route: a path with a method over HTTP or CoAP, a client
 * id at an MQTT broker. Whoever came last would have all that comes in.
 */
final class AddressRules {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{\\??([^{}:]+)(?::([^{}]*))?}}");
  private static final String TOPICS = "tributary.mqtt.topics";

  /** A restConfiguration is for all verbs, those of devices too. */
  private static final Map<String, String> REST_SETTINGS =
      Map.of(
          "contextPath",
              "would move the addresses of devices: write it before the path of each rest",
          "host", "has no effect here: set tributary.http.host",
          "port", "has no effect here: set tributary.http.port",
          "scheme", "has no effect here: set tributary.http.tls.*");

  private final Map<String, String> properties;
  private final Collection<String> templates;
  private final Map<String, Claim> taken = new HashMap<>();
  private final List<Finding> findings = new ArrayList<>();

  private AddressRules(Map<String, String> properties, Collection<String> templates) {
    this.properties = properties;
    this.templates = templates;
  }

  /**
   * One place that wants addresses.
   *
   * @param first whether it is the pipeline's, so that the other one is in the wrong
   * @param keys of which no other claim may have one
   * @param text the address as it is reported
   */
  private record Claim(
      YamlTree tree, String pointer, boolean first, Set<String> keys, String text) {
    String place() {
      Finding at = tree.finding(pointer, "");
      return at.file() + ":" + at.line();
    }
  }

  /**
   * @param properties what {@code {{…}}} stands for
   * @param templates the paths of the address templates
   */
  static List<Finding> findings(
      List<YamlTree> trees,
      List<EndpointUse> uses,
      Map<String, String> properties,
      Collection<String> templates) {
    AddressRules rules = new AddressRules(properties, templates);
    List<Claim> claims = new ArrayList<>();
    for (YamlTree tree : trees) {
      for (int i = 0; i < tree.root().size(); i++) {
        JsonNode item = tree.root().path(i);
        rules.verbs(tree, "/" + i + "/rest", item.path("rest"), claims);
        rules.restSettings(tree, "/" + i + "/restConfiguration", item.path("restConfiguration"));
      }
    }
    for (EndpointUse use : uses) {
      switch (use.scheme()) {
        case "platform-http", "rest" -> rules.http(use, claims);
        case "coap", "coaps", "coap+tcp", "coaps+tcp" -> rules.coap(use, claims);
        case "paho-mqtt5" -> rules.mqtt(use, claims);
        default -> {}
      }
    }
    claims.sort(Comparator.comparing((Claim claim) -> !claim.first()));
    claims.forEach(rules::take);
    return rules.findings;
  }

  private void take(Claim claim) {
    for (String key : claim.keys()) {
      Claim before = taken.putIfAbsent(key, claim);
      if (before != null) {
        add(claim, "%s belongs to another route (%s)".formatted(claim.text(), before.place()));
        return;
      }
    }
  }

  private void add(Claim claim, String problem) {
    findings.add(claim.tree().finding(claim.pointer(), problem));
  }

  private void verbs(YamlTree tree, String at, JsonNode rest, List<Claim> claims) {
    for (String method : YamlTree.VERBS) {
      JsonNode verbs = rest.path(method);
      for (int i = 0; i < verbs.size(); i++) {
        String path =
            path(rest.path("path").asText("") + "/" + verbs.path(i).path("path").asText(""));
        String verb = method.toUpperCase(Locale.ROOT);
        String pointer = "%s/%s/%d/path".formatted(at, method, i);
        claims.add(
            new Claim(
                tree,
                pointer,
                PipelineAddress.isHttp(path),
                ListenerAddress.http(path, verb),
                verb + " " + path));
      }
    }
  }

  private void restSettings(YamlTree tree, String at, JsonNode settings) {
    REST_SETTINGS.forEach(
        (name, why) -> {
          if (settings.has(name)) {
            findings.add(
                tree.finding(
                    YamlTree.child(at, name), "restConfiguration: %s %s".formatted(name, why)));
          }
        });
    String component = settings.path("component").asText("platform-http");
    if (!component.equals("platform-http")) {
      findings.add(
          tree.finding(
              at + "/component",
              "restConfiguration: component must be platform-http but is \"%s\""
                  .formatted(component)));
    }
    if (settings.path("inlineRoutes").asBoolean(false)) {
      findings.add(
          tree.finding(
              at + "/inlineRoutes",
              "restConfiguration: inlineRoutes must be false, as the verbs of devices share a"
                  + " route"));
    }
  }

  private void http(EndpointUse use, List<Claim> claims) {
    if (!use.consumes()) {
      return;
    }
    Option named = use.options().get("path");
    String path = path(named == null ? use.path() : named.value());
    String methods = methods(use, "httpMethodRestrict");
    if (use.scheme().equals("rest")) {
      methods = path.replaceFirst("^/(\\w+).*", "$1");
      path = ListenerAddress.path(path.replaceFirst("^/\\w+", "").replace(':', '/'));
    }
    Set<String> keys = ListenerAddress.http(path, methods);
    Claim claim = new Claim(use.tree(), use.pointer(), false, keys, path);
    claims.add(claim);
    if (PipelineAddress.isHttp(path) && keys.stream().noneMatch(key -> isClaimed(claims, key))) {
      add(
          claim,
          "%s is below /v1, where only a rest: serves devices; use another path".formatted(path));
    }
  }

  private static boolean isClaimed(List<Claim> claims, String key) {
    return claims.stream().anyMatch(claim -> claim.first() && claim.keys().contains(key));
  }

  private void coap(EndpointUse use, List<Claim> claims) {
    if (!use.consumes()) {
      return;
    }
    if (use.scheme().endsWith("+tcp")) {
      findings.add(
          use.tree()
              .finding(
                  use.pointer(),
                  "%s: is not served here, as its listener takes headers from the wire: use coap: or coaps:"
                      .formatted(use.scheme())));
      return;
    }
    String path = resolve(use.path()).replaceFirst("^[^/]*/*", "");
    Set<String> keys = ListenerAddress.coap(path, methods(use, "coapMethodRestrict"), templates);
    claims.add(
        new Claim(use.tree(), use.pointer(), path.isEmpty(), keys, use.scheme() + ": /" + path));
  }

  private void mqtt(EndpointUse use, List<Claim> claims) {
    boolean pipelines = use.consumes() && use.path().contains("{{" + TOPICS + "}}");
    if (pipelines) {
      claims.add(
          new Claim(
              use.tree(),
              use.pointer(),
              true,
              Set.of("mqtt"),
              "the subscription {{" + TOPICS + "}}"));
    }
    Option clientId = use.options().get("clientId");
    if (clientId == null || isComputed(clientId.value())) {
      return;
    }
    Option broker = use.options().get("brokerUrl");
    String url = broker == null ? "{{tributary.mqtt.broker-url}}" : broker.value();
    String id = resolve(clientId.value());
    claims.add(
        new Claim(
            use.tree(),
            clientId.pointer(),
            pipelines,
            ListenerAddress.mqttClient(resolve(url), id),
            "the clientId %s at %s".formatted(id, resolve(url))));
  }

  private String methods(EndpointUse use, String option) {
    Option restricted = use.options().get(option);
    return restricted == null ? null : resolve(restricted.value());
  }

  private static boolean isComputed(String text) {
    return text.contains("${") || text.contains("$simple{");
  }

  private String path(String text) {
    return ListenerAddress.path(resolve(text));
  }

  private String resolve(String text) {
    Matcher placeholder = PLACEHOLDER.matcher(text);
    StringBuilder resolved = new StringBuilder();
    while (placeholder.find()) {
      String instead = properties.get(placeholder.group(1).strip());
      if (instead == null) {
        instead = placeholder.group(2) == null ? placeholder.group() : placeholder.group(2);
      }
      placeholder.appendReplacement(resolved, Matcher.quoteReplacement(instead));
    }
    return placeholder.appendTail(resolved).toString();
  }
}
