package dev.tributary.reload;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.check.RouteFolder;
import dev.tributary.check.YamlTree;
import dev.tributary.reload.GatewayContext.Detached;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.apache.camel.Route;
import org.apache.camel.RouteConfigurationsBuilder;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.RouteDefinitionHelper;
import org.apache.camel.model.rest.RestDefinition;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.apache.camel.support.service.ServiceHelper;

/**
 * Exchanges the routes whose text changed, and only those. The new route starts before the old one
 * is let go of, so that somebody is always there; what is in flight in the old one ends in it.
 */
final class RouteExchange {
  /**
   * These consumers hand over to the one that starts after them; the others have to stop first. The
   * MQTT end keeps its connection for a route that begins as the one before it.
   */
  private static final Pattern HANDS_OVER =
      Pattern.compile("(direct|rest|platform-http|coaps?):.*");

  private static final Set<String> RESTS = Set.of("rest", "restConfiguration");
  private static final String ALL_RESTS = "rest";

  private final GatewayContext camel;
  private final Predicate<Path> left;
  private Map<String, String> running;

  /**
   * @param left the files that are left out, because their end is switched off
   */
  RouteExchange(GatewayContext camel, RouteFolder folder, Predicate<Path> left) {
    this.camel = camel;
    this.left = left;
    this.running = texts(folder);
  }

  /** What was done, and the routes that were let go of. */
  record Done(List<String> changes, List<Detached> detached) {}

  /**
   * Makes the routes be those of the folder.
   *
   * @throws Exception when one does not start; then all is as it was
   */
  Done apply(RouteFolder folder) throws Exception {
    Map<String, String> wanted = texts(folder);
    if (wanted.equals(running)) {
      return new Done(List.of(), List.of());
    }
    List<RouteConfigurationDefinition> configurations =
        List.copyOf(camel.getRouteConfigurationDefinitions());
    List<RestDefinition> rests = List.copyOf(camel.getRestDefinitions());
    Done done = new Done(new ArrayList<>(), new ArrayList<>());
    List<RouteDefinition> started = new ArrayList<>();
    try {
      Map<String, RouteDefinition> definitions = load(folder);
      for (Map.Entry<String, RouteDefinition> entry : calledFirst(definitions)) {
        String id = entry.getKey();
        if (camel.getRoute(id) == null) {
          done.changes().add("added " + id);
        } else if (text(wanted, id).equals(text(running, id))) {
          continue;
        } else {
          done.changes().add("changed " + id);
          letGo(id, entry.getValue(), done);
        }
        started.add(entry.getValue());
        camel.addRouteDefinition(entry.getValue());
      }
      for (RouteDefinition definition : List.copyOf(camel.getRouteDefinitions())) {
        String id = definition.getRouteId();
        boolean ours = !definition.getInput().getEndpointUri().startsWith("rest-api:");
        if (ours && !definitions.containsKey(id)) {
          done.changes().add("removed " + id);
          ServiceHelper.stopService(camel.getRoute(id).getConsumer());
          done.detached().add(camel.detach(id));
        }
      }
    } catch (Exception e) {
      undo(started, done.detached());
      replace(camel.getRouteConfigurationDefinitions(), configurations);
      replace(camel.getRestDefinitions(), rests);
      throw e;
    }
    running = wanted;
    return done;
  }

  /** A new route that others call must be there before they do. */
  private List<Map.Entry<String, RouteDefinition>> calledFirst(
      Map<String, RouteDefinition> definitions) {
    List<Map.Entry<String, RouteDefinition>> order = new ArrayList<>(definitions.entrySet());
    order.sort(
        Comparator.comparing(
            entry -> {
              String from = entry.getValue().getInput().getEndpointUri();
              return camel.getRoute(entry.getKey()) != null || !from.startsWith("direct:");
            }));
    return order;
  }

  private void letGo(String id, RouteDefinition next, Done done) {
    Detached old = camel.detach(id);
    done.detached().add(old);
    if (!handsOver(old.definition(), next)) {
      ServiceHelper.stopService(old.consumer());
    }
  }

  private static boolean handsOver(RouteDefinition old, RouteDefinition next) {
    String from = old.getInput().getEndpointUri();
    boolean same = from.equals(next.getInput().getEndpointUri());
    return HANDS_OVER.matcher(from).matches() || (same && from.startsWith("paho-mqtt5:"));
  }

  private void undo(List<RouteDefinition> started, List<Detached> detached) {
    for (RouteDefinition definition : started) {
      camel.getRouteDefinitions().remove(definition);
      Route half = camel.getRoute(definition.getRouteId());
      if (half != null) {
        ServiceHelper.stopService(half.getConsumer());
        camel.forget(half);
      }
    }
    for (Detached old : detached) {
      camel.attach(old);
      // The ends hear whoever started last.
      ServiceHelper.stopService(old.consumer());
      ServiceHelper.startService(old.consumer());
    }
  }

  /** The routes of the folder by id, prepared but not added. */
  private Map<String, RouteDefinition> load(RouteFolder folder) throws Exception {
    List<Resource> resources = new ArrayList<>();
    for (YamlTree tree : folder.trees()) {
      if (!left.test(tree.path())) {
        resources.add(
            ResourceHelper.resolveResource(camel, "file:" + tree.path().toAbsolutePath()));
      }
    }
    camel.getRouteConfigurationDefinitions().clear();
    camel.getRestDefinitions().clear();
    Collection<RoutesBuilder> builders =
        PluginHelper.getRoutesLoader(camel).findRoutesBuilders(resources);
    for (RoutesBuilder builder : builders) {
      if (builder instanceof RouteConfigurationsBuilder configurations) {
        configurations.addRouteConfigurationsToCamelContext(camel);
      }
    }
    List<RouteDefinition> prepared = new ArrayList<>();
    for (RoutesBuilder builder : builders) {
      RouteBuilder file = (RouteBuilder) builder;
      file.prepareModel(camel);
      prepared.addAll(file.getRouteCollection().getRoutes());
    }
    // Only now do the verbs of the REST DSL have their names.
    RouteDefinitionHelper.forceAssignIds(camel, prepared);
    Map<String, RouteDefinition> definitions = new HashMap<>();
    prepared.forEach(route -> definitions.put(route.getRouteId(), route));
    return definitions;
  }

  private static <T> void replace(List<T> list, List<T> content) {
    list.clear();
    list.addAll(content);
  }

  /**
   * What each route is made of, by id; all verbs of the REST DSL are one. What stands outside
   * routes (configurations, beans) is baked into all of them.
   */
  private static Map<String, String> texts(RouteFolder folder) {
    StringBuilder around = new StringBuilder();
    StringBuilder rests = new StringBuilder();
    Map<String, String> texts = new HashMap<>();
    for (YamlTree tree : folder.trees()) {
      for (JsonNode item : tree.root()) {
        String kind = item.fieldNames().hasNext() ? item.fieldNames().next() : "";
        if (kind.equals("route")) {
          texts.put(item.path(kind).path("id").asText(), item.toString());
        } else {
          (RESTS.contains(kind) ? rests : around).append(item);
        }
      }
    }
    texts.put(ALL_RESTS, rests.toString());
    texts.replaceAll((id, text) -> text + around);
    return texts;
  }

  private static String text(Map<String, String> texts, String id) {
    return texts.getOrDefault(id, texts.get(ALL_RESTS));
  }
}
