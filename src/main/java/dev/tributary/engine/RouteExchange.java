package dev.tributary.engine;

import dev.tributary.engine.GatewayContext.Detached;
import dev.tributary.project.MadeRoute;
import dev.tributary.project.RouteFolder;
import dev.tributary.project.RouteTexts;
import dev.tributary.project.YamlTree;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.apache.camel.Route;
import org.apache.camel.RouteConfigurationsBuilder;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.RouteDefinitionHelper;
import org.apache.camel.model.RouteTemplateDefinition;
import org.apache.camel.model.TemplatedRouteDefinition;
import org.apache.camel.model.rest.RestDefinition;
import org.apache.camel.spi.Resource;
import org.apache.camel.spi.RestConfiguration;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.service.ServiceHelper;

/**
 * Exchanges the routes whose text changed, and only those. The new route starts before the old one
 * is detached, so that there is always a consumer; what is in flight in the old one completes
 * there.
 */
public final class RouteExchange {
  /**
   * These consumers hand over to the one that starts after them; the others have to stop first. The
   * MQTT listener keeps its connection for a route that begins as the one before it.
   */
  private static final Pattern HANDS_OVER =
      Pattern.compile("(direct|rest|platform-http|coaps?|ingest):.*");

  private static final String REST_API = "rest-api:";

  private final GatewayContext camel;
  private final Predicate<YamlTree> left;
  private List<YamlTree> runningFiles;
  private RouteTexts running;

  /**
   * @param left the files that are left out, because their listener is switched off
   */
  public RouteExchange(GatewayContext camel, RouteFolder folder, Predicate<YamlTree> left) {
    this.camel = camel;
    this.left = left;
    this.runningFiles = files(folder);
    this.running = RouteTexts.of(runningFiles);
  }

  /** What was done, and the routes that were released. */
  public record Done(List<String> changes, List<Detached> detached) {}

  /**
   * Makes the routes be those of the folder.
   *
   * @throws Exception when one does not start; then all is as it was
   */
  public Done apply(RouteFolder folder) throws Exception {
    List<YamlTree> files = files(folder);
    RouteTexts wanted = RouteTexts.of(files);
    if (wanted.equals(running)) {
      return new Done(List.of(), List.of());
    }
    Attempt attempt = new Attempt(files, wanted);
    try {
      attempt.exchange();
      RouteAddresses.requireDistinct(camel);
    } catch (Throwable e) {
      attempt.undo();
      throw e;
    }
    running = wanted;
    runningFiles = files;
    return attempt.done;
  }

  /** One exchange, which can be undone until it is complete. */
  private final class Attempt {
    private final List<YamlTree> files;
    private final RouteTexts wanted;
    private final List<RouteConfigurationDefinition> configurations =
        List.copyOf(camel.getRouteConfigurationDefinitions());
    private final List<RestDefinition> rests = List.copyOf(camel.getRestDefinitions());
    private final List<RouteTemplateDefinition> templates =
        List.copyOf(camel.getRouteTemplateDefinitions());
    private final RestConfiguration restSettings = camel.getRestConfiguration();
    private final List<RouteDefinition> started = new ArrayList<>();
    private final Done done = new Done(new ArrayList<>(), new ArrayList<>());

    Attempt(List<YamlTree> files, RouteTexts wanted) {
      this.files = files;
      this.wanted = wanted;
    }

    void exchange() throws Exception {
      camel.divide(files);
      boolean beside = wanted.changesBesideRoutes(running, files);
      if (!wanted.restSettings().equals(running.restSettings())) {
        removeApiPages();
      }
      Map<String, TemplatedRouteDefinition> made = new HashMap<>();
      Map<String, RouteDefinition> definitions =
          load(
              files.stream().filter(file -> isToLoad(file, wanted, beside)).toList(), beside, made);
      standIns(MadeRoute.in(files), made, definitions);
      for (Map.Entry<String, RouteDefinition> entry : calledFirst(definitions)) {
        start(entry.getKey(), entry.getValue(), made.get(entry.getKey()));
      }
      for (RouteDefinition definition : List.copyOf(camel.getRouteDefinitions())) {
        String id = definition.getRouteId();
        if (!isApiPage(definition)
            && !definitions.containsKey(id)
            && !wanted.keeps(id, running, beside)) {
          remove(id);
        }
      }
    }

    /**
     * @param made what a template makes this route of, or null
     */
    private void start(String id, RouteDefinition next, TemplatedRouteDefinition made)
        throws Exception {
      if (camel.getRoute(id) == null) {
        done.changes().add("added " + id);
      } else if (wanted.of(next).equals(running.of(next))) {
        return;
      } else {
        done.changes().add("changed " + id);
        release(id, next);
      }
      started.add(next);
      if (made != null) {
        camel.addRouteFromTemplatedRoute(made);
      } else {
        camel.addRouteDefinition(next);
      }
    }

    private void release(String id, RouteDefinition next) {
      Detached old = camel.detach(id);
      done.detached().add(old);
      if (!handsOver(old.definition(), next)) {
        ServiceHelper.stopService(old.consumer());
      }
    }

    private void remove(String id) {
      done.changes().add("removed " + id);
      ServiceHelper.stopService(camel.getRoute(id).getConsumer());
      done.detached().add(camel.detach(id));
    }

    /** Where {@code apiContextPath} serves the verbs' description; it is rebuilt. */
    private void removeApiPages() throws Exception {
      for (RouteDefinition definition : List.copyOf(camel.getRouteDefinitions())) {
        if (isApiPage(definition)) {
          remove(definition.getRouteId());
        }
      }
    }

    void undo() throws Exception {
      camel.divide(runningFiles);
      camel.setRestConfiguration(restSettings);
      for (RouteDefinition definition : started) {
        String id = definition.getRouteId();
        camel.getRouteDefinitions().removeIf(known -> id.equals(known.getRouteId()));
        Route half = camel.getRoute(id);
        if (half != null) {
          ServiceHelper.stopService(half.getConsumer());
          camel.forget(half);
        }
      }
      for (Detached old : done.detached()) {
        camel.attach(old);
        // The listeners call the consumer that started last.
        ServiceHelper.stopService(old.consumer());
        ServiceHelper.startService(old.consumer());
      }
      replace(camel.getRouteConfigurationDefinitions(), configurations);
      replace(camel.getRestDefinitions(), rests);
      replace(camel.getRouteTemplateDefinitions(), templates);
    }
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

  private boolean handsOver(RouteDefinition old, RouteDefinition next) {
    String from = old.getInput().getEndpointUri();
    boolean same = from.equals(next.getInput().getEndpointUri());
    if (from.startsWith("paho-mqtt5:")) {
      return same && !camel.isOperators(next);
    }
    // at another path of its own, no consumer follows it
    boolean left = from.startsWith("coap") && !same && camel.isOperators(next);
    return HANDS_OVER.matcher(from).matches() && !left;
  }

  private List<YamlTree> files(RouteFolder folder) {
    return folder.trees().stream().filter(tree -> !left.test(tree)).toList();
  }

  private boolean isToLoad(YamlTree file, RouteTexts wanted, boolean beside) {
    return (beside && !file.isRoutesOnly()) || wanted.changes(running, file);
  }

  /**
   * The routes of these files by id, prepared but not added.
   *
   * @param beside whether what stands beside routes is taken from the files as well
   * @param made gets the routes that templates are to make, by id
   */
  private Map<String, RouteDefinition> load(
      List<YamlTree> files, boolean beside, Map<String, TemplatedRouteDefinition> made)
      throws Exception {
    List<Resource> resources = new ArrayList<>();
    for (YamlTree file : files) {
      resources.add(FolderRoutes.resource(file));
    }
    if (beside) {
      camel.resetRestSettings();
      camel.getRouteConfigurationDefinitions().clear();
      camel.getRestDefinitions().clear();
      camel.getRouteTemplateDefinitions().removeIf(this::isOfOurs);
    }
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
      for (RouteDefinition route : file.getRouteCollection().getRoutes()) {
        // each file brings the page that describes the verbs of all
        if (!isApiPage(route) || prepared.stream().noneMatch(RouteExchange::isApiPage)) {
          prepared.add(route);
        }
      }
      for (TemplatedRouteDefinition one : file.getTemplatedRouteCollection().getTemplatedRoutes()) {
        made.put(one.getRouteId(), one);
      }
    }
    // Only now do the verbs of the REST DSL have their names.
    RouteDefinitionHelper.forceAssignIds(camel, prepared);
    Map<String, RouteDefinition> definitions = new HashMap<>();
    prepared.forEach(route -> definitions.put(route.getRouteId(), route));
    return definitions;
  }

  /** Not a kamelet's: it stays as it was read first. */
  private boolean isOfOurs(RouteTemplateDefinition template) {
    return runningFiles.stream()
        .flatMap(file -> StreamSupport.stream(file.root().spliterator(), false))
        .anyMatch(
            item -> item.path(YamlTree.TEMPLATE).path("id").asText().equals(template.getId()));
  }

  /** For routes that templates make, which Camel adds as it makes them, by where they begin. */
  private static void standIns(
      List<MadeRoute> asked,
      Map<String, TemplatedRouteDefinition> made,
      Map<String, RouteDefinition> definitions) {
    for (MadeRoute route : asked) {
      if (made.containsKey(route.id())) {
        RouteDefinition standIn = new RouteDefinition(route.address());
        standIn.setId(route.id());
        definitions.put(route.id(), standIn);
      }
    }
  }

  private static boolean isApiPage(RouteDefinition route) {
    return route.getInput().getEndpointUri().startsWith(REST_API);
  }

  private static <T> void replace(List<T> list, List<T> content) {
    list.clear();
    list.addAll(content);
  }
}
