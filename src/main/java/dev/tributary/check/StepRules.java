package dev.tributary.check;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.contract.Variables;
import dev.tributary.project.Finding;
import dev.tributary.project.Pipeline;
import dev.tributary.project.YamlTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Steps that Camel takes but that do not do what they seem to: problems in any route, and warnings
 * of what holds up the listener in a route of the pipeline.
 */
final class StepRules {
  private static final Set<String> CALLS = Set.of("http", "https", "sql", "jdbc");
  private static final String HOLDS = "so that a listener takes no other message meanwhile";

  private static final Set<String> COMPUTED =
      Set.of("toD", "wireTap", "enrich", "pollEnrich", "recipientList", "routingSlip");

  /** An address that is computed from the message, on the way to somewhere else. */
  private static final Pattern CONTENT =
      Pattern.compile(
          "^(?!topic:|drop:|direct:|seda:|mapping:).*\\$\\{(body|header|variable|bodyAs)");

  private final YamlTree tree;
  private final List<Finding> problems = new ArrayList<>();
  private final List<Finding> warnings = new ArrayList<>();

  private StepRules(YamlTree tree, Pipeline pipeline) {
    this.tree = tree;
    for (int i = 0; i < tree.root().size(); i++) {
      JsonNode item = tree.root().path(i);
      String at = "/" + i + (item.has("from") ? "/from" : "/route/from");
      JsonNode from = tree.root().at(at);
      if (!from.isMissingNode()) {
        if (from.isTextual() || from.path("steps").isEmpty()) {
          problems.add(
              tree.finding(at, "a route needs at least one step, or Camel does not start it"));
        }
        visit(at, "", from, pipeline.isOurs(from));
      }
    }
  }

  static List<Finding> problems(List<YamlTree> trees, Pipeline pipeline) {
    return trees.stream().flatMap(t -> new StepRules(t, pipeline).problems.stream()).toList();
  }

  /** Steps of the pipeline that hold the thread of a listener, or that change nothing. */
  static List<Finding> warnings(List<YamlTree> trees, Pipeline pipeline) {
    return trees.stream().flatMap(t -> new StepRules(t, pipeline).warnings.stream()).toList();
  }

  private void visit(String at, String name, JsonNode node, boolean ours) {
    if (name.equals("dynamicRouter") && isConstant(node)) {
      problems.add(
          tree.finding(
              at,
              "dynamicRouter asks for the next address until there is none, but this one is always"
                  + " the same (routingSlip goes through a list once)"));
    }
    if (COMPUTED.contains(name) && CONTENT.matcher(address(node)).find()) {
      warnings.add(
          tree.finding(
              at,
              "%s takes its address from a message, in which Camel also looks for {{…}}: settings and environment variables can get into it (choose among addresses that are written out)"
                  .formatted(name)));
    }
    String warning = ours ? warning(name, node) : null;
    if (warning != null) {
      warnings.add(tree.finding(at, warning));
    }
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      visit(YamlTree.child(at, field.getKey()), field.getKey(), field.getValue(), ours);
    }
    for (int i = 0; node.isArray() && i < node.size(); i++) {
      visit(at + "/" + i, "", node.get(i), ours);
    }
  }

  private static boolean isConstant(JsonNode router) {
    JsonNode expression = router.has("expression") ? router.path("expression") : router;
    return expression.has("constant")
        || (expression.path("simple").isTextual()
            && !expression.path("simple").asText().contains("${"));
  }

  /** Why a step holds the listener's thread, or does not do what it seems to; null if neither. */
  private static String warning(String name, JsonNode step) {
    return switch (name) {
      case "delay" ->
          step.path("asyncDelayed").asText("true").equals("false")
              ? "delay waits on the listener's thread, %s (without asyncDelayed: false it does not)"
                  .formatted(HOLDS)
              : null;
      case "throttle" ->
          step.path("asyncDelayed").asBoolean() || step.path("rejectExecution").asBoolean()
              ? null
              : "throttle waits on the listener's thread, %s (limits.yaml limits devices, asyncDelayed: true does not wait)"
                  .formatted(HOLDS);
      case "poll", "pollEnrich" ->
          timeout(step).equals("0")
              ? null
              : "%s waits on the listener's thread for something to come, %s (timeout: 0 does not wait)"
                  .formatted(name, HOLDS);
      case "setVariable", "removeVariable" ->
          step.path("name").asText().equals(Variables.OUTCOME)
              ? "the variable outcome is what the sender is answered, and may only be read: %s changes nothing"
                  .formatted(name)
              : null;
      case "threads" ->
          "behind threads the messages of a device may overtake each other, and a full pool works"
              + " on the listener's thread";
      case "to", "toD", "enrich", "wireTap" -> sends(address(step), step);
      default -> null;
    };
  }

  private static String sends(String uri, JsonNode step) {
    String scheme = uri.replaceFirst(":.*", "");
    if (scheme.equals("seda") && isSet(uri, step, "waitForTaskToComplete", "Always")) {
      return "seda with waitForTaskToComplete=Always waits on the listener's thread, %s (direct: does not wait for another thread)"
          .formatted(HOLDS);
    }
    if (scheme.equals("seda") && isSet(uri, step, "blockWhenFull", "true")) {
      return "seda with blockWhenFull waits on the listener's thread while the queue is full, %s (without it the message fails and is dead-lettered)"
          .formatted(HOLDS);
    }
    return CALLS.contains(scheme)
        ? "%s waits for its answer on the listener's thread, %s (a short timeout bounds that)"
            .formatted(scheme, HOLDS)
        : null;
  }

  private static boolean isSet(String uri, JsonNode step, String option, String value) {
    return uri.contains(option + "=" + value)
        || step.path("parameters").path(option).asText().equals(value);
  }

  private static String timeout(JsonNode step) {
    return step.path("timeout").asText(step.path("parameters").path("timeout").asText(""));
  }

  private static String address(JsonNode step) {
    if (step.isTextual()) {
      return step.asText();
    }
    JsonNode expression = step.has("expression") ? step.path("expression") : step;
    return step.path("uri")
        .asText(expression.path("constant").asText(expression.path("simple").asText("")));
  }
}
