package dev.tributary.project;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which routes are the pipeline's: the address decides. They are those that take messages at the
 * addresses of devices, and every {@code direct:} that they reach. All others are the operator's
 * own, and plain Camel.
 */
public final class Pipeline {
  private static final String DIRECT = "direct:";
  private static final String MQTT_TOPICS = "{{tributary.mqtt.topics}}";
  private static final String HTTP_PATH = "/v1";

  private final Set<String> reached;
  private final Set<String> coapRoots;

  private Pipeline(Set<String> reached, Set<String> coapRoots) {
    this.reached = reached;
    this.coapRoots = coapRoots;
  }

  /**
   * @param addresses the paths of the address templates, {@code devices/{device}/telemetry}
   */
  public static Pipeline of(List<YamlTree> trees, Collection<String> addresses) {
    Set<String> roots = new HashSet<>();
    addresses.forEach(path -> roots.add(path.replaceFirst("^/", "").replaceFirst("/.*", "")));
    Pipeline known = new Pipeline(new HashSet<>(), roots);
    Map<String, JsonNode> begins = new HashMap<>();
    Deque<JsonNode> open = new ArrayDeque<>();
    for (YamlTree tree : trees) {
      for (JsonNode item : tree.root()) {
        JsonNode from = item.has("from") ? item.path("from") : item.path("route").path("from");
        String uri = uri(from);
        if (uri.startsWith(DIRECT)) {
          begins.put(address(uri), item);
        } else if (known.isListener(uri)) {
          open.add(item);
        }
        addVerbs(item.path("rest"), open);
        open.add(item.path("routeConfiguration"));
      }
    }
    while (!open.isEmpty()) {
      reach(open.pop(), known.reached, begins, open);
    }
    return known;
  }

  /** Whether a route that begins so is the pipeline's. */
  public boolean isOurs(String fromUri) {
    return fromUri.startsWith(DIRECT) ? reached.contains(address(fromUri)) : isListener(fromUri);
  }

  private boolean isListener(String uri) {
    if (uri.startsWith("paho-mqtt5:")) {
      return uri.contains(MQTT_TOPICS);
    }
    if (uri.startsWith("rest:") || uri.startsWith("platform-http:")) {
      String path = uri.replaceFirst("^platform-http:/*", "/").replaceFirst("^rest:/*\\w+:/*", "/");
      return (path + "/").replace(':', '/').startsWith(HTTP_PATH + "/");
    }
    if (uri.startsWith("coap:") || uri.startsWith("coaps:")) {
      String path = uri.replaceFirst("\\?.*", "").replaceFirst("^coaps?:(//[^/]*)?/*", "");
      return path.isEmpty() || coapRoots.contains(path.replaceFirst("/.*", ""));
    }
    return false;
  }

  private static void addVerbs(JsonNode rest, Deque<JsonNode> open) {
    String path = rest.path("path").asText("");
    for (String verb : YamlTree.VERBS) {
      for (JsonNode one : rest.path(verb)) {
        String full = ("/" + path + "/" + one.path("path").asText("")).replaceAll("/+", "/");
        if (full.startsWith(HTTP_PATH + "/")) {
          open.add(one);
        }
      }
    }
  }

  /** Every {@code direct:} that is named anywhere in these steps. */
  private static void reach(
      JsonNode node, Set<String> reached, Map<String, JsonNode> begins, Deque<JsonNode> open) {
    if (node.isTextual() && node.asText().contains(DIRECT)) {
      for (String uri : node.asText().split(",")) {
        String address = address(uri.strip());
        if (address.startsWith(DIRECT) && reached.add(address) && begins.containsKey(address)) {
          open.add(begins.get(address));
        }
      }
    }
    node.forEach(child -> reach(child, reached, begins, open));
  }

  private static String uri(JsonNode from) {
    return from.isTextual() ? from.asText() : from.path("uri").asText("");
  }

  private static String address(String uri) {
    return uri.replaceFirst("\\?.*", "").replaceFirst("^direct:/*", DIRECT);
  }
}
