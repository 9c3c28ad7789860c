package dev.tributary.console;

import dev.tributary.contract.StepListener.Step;
import dev.tributary.engine.GatewayContext;
import dev.tributary.engine.StepStream;
import dev.tributary.text.Printable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.OnExceptionDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.SendDefinition;
import org.apache.camel.model.ToDynamicDefinition;
import org.apache.camel.util.URISupport;

/**
 * The routes of a context as they run, and what they send to: drawn from Camel's model, so that
 * what an operator wrote shows like what is shipped.
 */
final class FlowGraph {
  /** Where all that the routes publish goes. */
  static final String TOPICS = "topics";

  /** Where all that they cannot publish goes. */
  static final String REJECTED = "rejected";

  /** What works on a message in place, and sends it nowhere. */
  private static final Set<String> STEPS =
      Set.of(
          "topic",
          "drop",
          "mapping",
          "log",
          "bean",
          "class",
          "language",
          "micrometer",
          "dataformat",
          "json-validator",
          "validator",
          "jslt",
          "jq",
          "controlbus",
          "mock");

  private static final Set<String> CALLS = Set.of("direct", "seda", "ingest");
  private static final int MOST_STEPS = 300;

  /**
   * @param from the address that it begins at
   * @param file where it stands, relative to the folder
   * @param own whether the operator wrote it beside the pipeline
   * @param rest whether Camel made it of a verb of {@code rest:}
   */
  record Route(
      String id,
      String description,
      String from,
      String file,
      int line,
      boolean own,
      boolean rest,
      List<Shown> steps) {}

  /**
   * @param key names it among all steps
   */
  record Shown(String key, String label, int level, int line) {}

  /**
   * A way of messages: from or to a route ({@code route:ID}), an address outside ({@code out:URI},
   * {@code in:URI}), or one of the two sinks.
   *
   * @param step whose rate and time are those of this way; null for the beginning of a route
   */
  record Edge(String from, String to, String step, boolean onFailure) {}

  private final CamelContext camel;
  private final Path folder;
  private final List<Route> routes = new ArrayList<>();
  private final Map<String, Edge> edges = new LinkedHashMap<>();
  private final Map<String, String> begins = new HashMap<>();

  private FlowGraph(CamelContext camel, Path folder) {
    this.camel = camel;
    this.folder = folder.toAbsolutePath().normalize();
  }

  static FlowGraph of(CamelContext camel, Path folder) {
    FlowGraph graph = new FlowGraph(camel, folder);
    List<RouteDefinition> all = definitions(camel);
    all.forEach(route -> graph.begins.put(graph.address(route), route.getId()));
    all.forEach(graph::add);
    return graph;
  }

  /** Those that run now; as objects they change with each exchange. */
  static List<RouteDefinition> definitions(CamelContext camel) {
    return camel instanceof ModelCamelContext model
        ? List.copyOf(model.getRouteDefinitions())
        : List.of();
  }

  /** A step among all. */
  static String key(Step step) {
    return step.route() + "/" + step.id();
  }

  List<Route> routes() {
    return routes;
  }

  Collection<Edge> edges() {
    return edges.values();
  }

  private void add(RouteDefinition route) {
    String id = route.getId();
    String node = "route:" + id;
    String from = address(route);
    String scheme = scheme(from);
    if (scheme.equals("out")) {
      link(new Edge(TOPICS, node, null, false));
    } else if (!CALLS.contains(scheme)) {
      link(new Edge("in:" + from, node, null, false));
    }
    List<Shown> steps = new ArrayList<>();
    steps(route.getOutputs(), node, steps, failuresAreHandled(route));
    routes.add(
        new Route(
            id,
            shown(route.getDescriptionText()),
            from,
            file(route.getLocation()),
            route.getLineNumber(),
            camel instanceof GatewayContext gateway && gateway.isOperators(route),
            Boolean.TRUE.equals(route.isRest()),
            steps));
  }

  private static boolean failuresAreHandled(RouteDefinition route) {
    return route.getErrorHandlerFactory() == null
        || !route.getErrorHandlerFactory().getClass().getSimpleName().startsWith("NoErrorHandler");
  }

  private void steps(
      List<ProcessorDefinition<?>> outputs, String node, List<Shown> steps, boolean handled) {
    for (ProcessorDefinition<?> step : outputs) {
      if (step instanceof OnExceptionDefinition around) {
        if (handled) {
          calls(around).forEach(call -> link(call, node, null, true));
        }
        continue;
      }
      Step known = StepStream.step(step);
      if (steps.size() < MOST_STEPS) {
        steps.add(new Shown(key(known), shown(known.label()), known.level(), step.getLineNumber()));
      }
      String uri = sent(step);
      if (uri != null) {
        link(uri, node, key(known), false);
      }
      steps(step.getOutputs(), node, steps, handled);
    }
  }

  private List<String> calls(ProcessorDefinition<?> around) {
    List<String> calls = new ArrayList<>();
    ProcessorDefinitionHelper.filterTypeInOutputs(around.getOutputs(), SendDefinition.class)
        .forEach(send -> calls.add(resolved(send.getEndpointUri())));
    return calls;
  }

  /** Where a step sends to, or null. */
  private String sent(ProcessorDefinition<?> step) {
    if (step instanceof SendDefinition<?> send) {
      return resolved(send.getEndpointUri());
    }
    return step instanceof ToDynamicDefinition dynamic ? resolved(dynamic.getUri()) : null;
  }

  private void link(String uri, String node, String step, boolean onFailure) {
    String address = withoutOptions(uri);
    String scheme = scheme(address);
    String called = begins.get(address);
    if (scheme.equals("ingest")) {
      called = begins.get("ingest:*");
    }
    if (called != null) {
      link(new Edge(node, "route:" + called, step, onFailure));
    } else if (address.equals("kafka:records")) {
      boolean rejected = node.equals("route:on-failure");
      link(new Edge(node, rejected ? REJECTED : TOPICS, step, false));
    } else if (!STEPS.contains(scheme)) {
      link(new Edge(node, "out:" + address, step, onFailure));
    }
  }

  private void link(Edge edge) {
    edges.putIfAbsent(edge.from() + " " + edge.to(), edge);
  }

  private String address(RouteDefinition route) {
    return route.getInput() == null
        ? ""
        : withoutOptions(resolved(route.getInput().getEndpointUri()));
  }

  private String resolved(String uri) {
    try {
      return camel.resolvePropertyPlaceholders(uri);
    } catch (RuntimeException e) {
      // one without a value stands as it was written
      return uri;
    }
  }

  /** What may be shown of an address: options may hold anything. */
  private static String withoutOptions(String uri) {
    int options = uri.indexOf('?');
    String address = options < 0 ? uri : uri.substring(0, options);
    return shown(
        URISupport.sanitizeUri(address.replaceFirst("^([a-z0-9+.-]+):/+(?=[^/]*$)", "$1:")));
  }

  private static String scheme(String address) {
    int colon = address.indexOf(':');
    return colon < 0 ? address : address.substring(0, colon);
  }

  private static String shown(String text) {
    return text == null ? "" : Printable.line(text);
  }

  /** Within the folder of routes, or nothing. */
  private String file(String location) {
    if (location == null) {
      return "";
    }
    String path = location.replaceFirst("^file:", "");
    Path file = Path.of(path).toAbsolutePath().normalize();
    return file.startsWith(folder) ? folder.relativize(file).toString() : "";
  }
}
