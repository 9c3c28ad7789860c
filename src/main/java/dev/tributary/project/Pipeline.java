package dev.tributary.project;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.contract.PipelineAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which routes are the pipeline's: the address decides. They are those that take messages at the
 * addresses of devices, and every {@code direct:} and {@code seda:} that they reach: by name, by
 * the beginning of a name that a step computes, or, where a step computes all of it, any to which
 * no route of the operator's own sends. All others are the operator's own, and plain Camel.
 */
public final class Pipeline {
  /** Where {@code replay} sends what it reads back. */
  public static final String REPLAY = "direct:replay";

  private static final String MQTT_TOPICS = "{{tributary.mqtt.topics}}";

  private final Set<String> reached;
  private final Collection<String> addresses;

  private Pipeline(Set<String> reached, Collection<String> addresses) {
    this.reached = reached;
    this.addresses = List.copyOf(addresses);
  }

  /**
   * @param addresses the paths of the address templates, {@code devices/{device}/telemetry}
   */
  public static Pipeline of(List<YamlTree> trees, Collection<String> addresses) {
    Pipeline known = new Pipeline(new HashSet<>(), addresses);
    Map<String, JsonNode> begins = new HashMap<>();
    Deque<JsonNode> open = new ArrayDeque<>();
    List<Destinations> own = new ArrayList<>();
    for (YamlTree tree : trees) {
      for (JsonNode item : tree.root()) {
        known.sort(
            Destinations.uri(item.path(YamlTree.ROUTE).path("from")), item, begins, open, own);
        addVerbs(item.path("rest"), open);
        open.add(item.path("routeConfiguration"));
      }
    }
    for (MadeRoute made : MadeRoute.in(trees)) {
      known.sort(made.address(), made.from(), begins, open, own);
    }
    boolean anywhere = known.reach(open, begins);
    if (anywhere) {
      begins.forEach(
          (address, route) -> {
            if (own.stream().noneMatch(one -> one.named(address)) && known.reached.add(address)) {
              open.add(route);
            }
          });
      known.reach(open, begins);
    }
    return known;
  }

  /** Follows these and all that they reach; returns whether one may send anywhere. */
  private boolean reach(Deque<JsonNode> open, Map<String, JsonNode> begins) {
    boolean anywhere = false;
    while (!open.isEmpty()) {
      Destinations to = Destinations.of(open.pop());
      anywhere |= to.anywhere();
      begins.forEach(
          (address, route) -> {
            if (to.named(address) && reached.add(address)) {
              open.add(route);
            }
          });
      reached.addAll(to.names());
    }
    return anywhere;
  }

  private void sort(
      String uri,
      JsonNode route,
      Map<String, JsonNode> begins,
      Deque<JsonNode> open,
      List<Destinations> own) {
    String address = Destinations.address(uri);
    if (!address.isEmpty()) {
      begins.put(address, route);
    } else if (isListener(uri)) {
      open.add(route);
    } else if (!uri.isEmpty()) {
      own.add(Destinations.of(route));
    }
  }

  /** Whether a route that begins so is the pipeline's. */
  public boolean isOurs(String fromUri) {
    return reached.contains(Destinations.address(fromUri)) || isListener(fromUri);
  }

  /** Whether the route with this {@code from} is the pipeline's. */
  public boolean isOurs(JsonNode from) {
    return isOurs(Destinations.uri(from));
  }

  /** Whether devices' messages come in at this address. */
  public boolean isListener(String uri) {
    if (uri.startsWith("ingest:") || uri.equals(REPLAY)) {
      return true;
    }
    if (uri.startsWith("paho-mqtt5:")) {
      return uri.contains(MQTT_TOPICS);
    }
    if (uri.startsWith("rest:") || uri.startsWith("platform-http:")) {
      String path = uri.replaceFirst("^platform-http:/*", "/").replaceFirst("^rest:/*\\w+:/*", "/");
      return PipelineAddress.isHttp(path.replace(':', '/').replaceFirst("\\?.*", ""));
    }
    if (uri.startsWith("coap:") || uri.startsWith("coaps:")) {
      String path = uri.replaceFirst("\\?.*", "").replaceFirst("^coaps?:(//[^/]*)?/*", "");
      return PipelineAddress.isCoap(path, addresses);
    }
    return false;
  }

  private static void addVerbs(JsonNode rest, Deque<JsonNode> open) {
    String path = rest.path("path").asText("");
    for (String verb : YamlTree.VERBS) {
      for (JsonNode one : rest.path(verb)) {
        String full = ("/" + path + "/" + one.path("path").asText("")).replaceAll("/+", "/");
        if (PipelineAddress.isHttp(full)) {
          open.add(one);
        }
      }
    }
  }
}
