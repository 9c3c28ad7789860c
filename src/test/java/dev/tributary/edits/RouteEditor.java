package dev.tributary.edits;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.project.RouteFolder;
import dev.tributary.project.YamlTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Edits the shipped routes at random, as somebody might who tries things out: steps are taken out,
 * moved, doubled, replaced, or wrapped into steps of other kinds. The same seed makes the same
 * edits.
 */
final class RouteEditor {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path SHIPPED = Path.of("routes");
  private static final List<String> CONDITIONS =
      List.of(
          "${body} != null",
          "${body} == null",
          "${variable.device} != 'dev-3'",
          "${variable.protocol} == 'http'",
          "${variable.device} == 'dev-1' && ${variable.protocol} == 'mqtt'");

  private final Random random;
  private final Map<String, ArrayNode> files = new LinkedHashMap<>();
  private final List<String> edits = new ArrayList<>();
  private int added;

  /** A list of steps, and where it stands. */
  private record Steps(String file, ArrayNode steps) {}

  /** One way to edit the step at an index of a list. */
  private interface Edit {
    String apply(Steps at, int index);
  }

  RouteEditor(long seed) {
    this.random = new Random(seed);
    for (YamlTree tree : RouteFolder.read(SHIPPED).trees()) {
      files.put(tree.path().getFileName().toString(), tree.root().deepCopy());
    }
  }

  /** What was done so far, an edit each. */
  List<String> edits() {
    return edits;
  }

  RouteEditor edit(int times) {
    List<Edit> ways =
        List.of(
            this::takeOut,
            this::move,
            this::twice,
            this::log,
            this::filter,
            this::seda,
            this::wireTap,
            this::multicast,
            this::loop,
            this::attempt,
            this::split,
            this::stop,
            this::otherBody,
            this::forget,
            this::threads);
    for (int i = 0; i < times; i++) {
      Steps at = pick();
      int index = random.nextInt(at.steps().size());
      String step = brief(at.steps().get(index));
      String done = pick(ways).apply(at, index);
      edits.add("%s: %s: %s".formatted(at.file(), step, done));
    }
    return this;
  }

  /** Writes the edited files into a copy of the shipped folder. */
  void save(Path folder) throws IOException {
    for (Map.Entry<String, ArrayNode> file : files.entrySet()) {
      Files.writeString(folder.resolve(file.getKey()), text(file.getValue()));
    }
  }

  static String text(JsonNode routes) throws JsonProcessingException {
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(routes);
  }

  private String takeOut(Steps at, int index) {
    at.steps().remove(index);
    return "taken out";
  }

  private String move(Steps at, int index) {
    JsonNode step = at.steps().remove(index);
    Steps to = pick();
    int place = random.nextInt(to.steps().size() + 1);
    to.steps().insert(place, step);
    return "moved to place %d of a list in %s".formatted(place, to.file());
  }

  private String twice(Steps at, int index) {
    at.steps().insert(index, at.steps().get(index).deepCopy());
    return "twice";
  }

  private String log(Steps at, int index) {
    at.steps().set(index, quietLog());
    return "replaced by log";
  }

  private String filter(Steps at, int index) {
    String condition = pick(CONDITIONS);
    ObjectNode filter = wrap(at, index, "filter");
    filter.put("simple", condition);
    return "in a filter " + condition;
  }

  private String seda(Steps at, int index) {
    boolean waits = random.nextBoolean();
    String uri =
        route("seda", at.steps().get(index))
            + (waits ? "?waitForTaskToComplete=Always&timeout=300" : "");
    at.steps().set(index, object("to", uri));
    return "behind " + uri;
  }

  private String wireTap(Steps at, int index) {
    if (random.nextBoolean()) {
      String uri = route("direct", at.steps().get(index));
      at.steps().set(index, object("wireTap", object("uri", uri)));
      return "tapped only";
    }
    JsonNode step = at.steps().get(index);
    String uri = step.path("to").asText("");
    String tapped = uri.startsWith("direct:") ? uri : route("direct", step);
    at.steps().insert(index, object("wireTap", object("uri", tapped)));
    return "tapped as well, by " + tapped;
  }

  private String multicast(Steps at, int index) {
    boolean parallel = random.nextBoolean();
    boolean twice = random.nextBoolean();
    JsonNode step = at.steps().get(index).deepCopy();
    ObjectNode multicast = wrap(at, index, "multicast");
    multicast.put("parallelProcessing", parallel);
    ((ArrayNode) multicast.get("steps")).add(twice ? step : quietLog());
    return "in a multicast%s with %s"
        .formatted(parallel ? ", parallel," : "", twice ? "itself" : "log");
  }

  private String loop(Steps at, int index) {
    boolean copy = random.nextBoolean();
    ObjectNode loop = wrap(at, index, "loop");
    loop.put("constant", "2");
    loop.put("copy", copy);
    return "in a loop" + (copy ? " of copies" : "");
  }

  private String attempt(Steps at, int index) {
    ObjectNode attempt = wrap(at, index, "doTry");
    ObjectNode caught = attempt.putArray("doCatch").addObject();
    caught.putArray("exception").add("java.lang.Throwable");
    caught.putArray("steps").add(quietLog());
    return "tried, failures caught";
  }

  private String split(Steps at, int index) {
    ObjectNode split = wrap(at, index, "split");
    split.put("simple", "${body}");
    return "in a split";
  }

  private String stop(Steps at, int index) {
    at.steps().insert(index, object("stop", JSON.createObjectNode()));
    return "behind stop";
  }

  private String otherBody(Steps at, int index) {
    boolean part = random.nextBoolean();
    ObjectNode body = part ? object("simple", "${body[0]}") : object("constant", "gone");
    at.steps().insert(index, object("setBody", body));
    return "behind setBody " + body;
  }

  private String forget(Steps at, int index) {
    String variable =
        pick(List.of("payload", "records", "protocol", "device", "keep-in", "verdict"));
    at.steps().insert(index, object("removeVariable", object("name", variable)));
    return "behind removeVariable " + variable;
  }

  private String threads(Steps at, int index) {
    at.steps().insert(index, object("threads", JSON.createObjectNode().put("poolSize", 2)));
    return "behind threads";
  }

  /** Puts the step into the steps of another. */
  private static ObjectNode wrap(Steps at, int index, String around) {
    ObjectNode options = JSON.createObjectNode();
    options.putArray("steps").add(at.steps().get(index));
    at.steps().set(index, object(around, options));
    return options;
  }

  /** Adds a route with a copy of this step, and returns where it begins. */
  private String route(String scheme, JsonNode step) {
    String name = "edit-" + ++added;
    ObjectNode from = object("uri", scheme + ":" + name);
    from.putArray("steps").add(step.deepCopy());
    ObjectNode route = JSON.createObjectNode().put("id", name);
    route.set("from", from);
    files.put(name + ".camel.yaml", JSON.createArrayNode().add(object("route", route)));
    return scheme + ":" + name;
  }

  private static JsonNode quietLog() {
    return object(
        "log", JSON.createObjectNode().put("message", "edited").put("loggingLevel", "OFF"));
  }

  private static ObjectNode object(String name, JsonNode value) {
    ObjectNode object = JSON.createObjectNode();
    object.set(name, value);
    return object;
  }

  private static ObjectNode object(String name, String value) {
    return JSON.createObjectNode().put(name, value);
  }

  /** Any file first: normalize has more lists of steps than all others. */
  private Steps pick() {
    List<List<Steps>> all = new ArrayList<>();
    files.forEach(
        (file, root) -> {
          List<Steps> lists = new ArrayList<>();
          collect(file, root, lists);
          if (!lists.isEmpty()) {
            all.add(lists);
          }
        });
    return pick(pick(all));
  }

  private static void collect(String file, JsonNode node, List<Steps> all) {
    node.properties()
        .forEach(
            field -> {
              if (field.getKey().equals("steps")
                  && field.getValue() instanceof ArrayNode steps
                  && !steps.isEmpty()) {
                all.add(new Steps(file, steps));
              }
              collect(file, field.getValue(), all);
            });
    if (node.isArray()) {
      node.forEach(item -> collect(file, item, all));
    }
  }

  private <T> T pick(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  private static String brief(JsonNode step) {
    String text = step.toString();
    return text.length() > 60 ? text.substring(0, 60) + "…" : text;
  }
}
