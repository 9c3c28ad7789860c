package dev.tributary.check;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.contract.OwnReason;
import dev.tributary.project.Finding;
import dev.tributary.project.Pipeline;
import dev.tributary.project.YamlTree;
import dev.tributary.route.DropComponent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where the messages of each listener can get to, step by step along {@code direct:}. What only a
 * copy reaches that nothing waits for (wireTap, seda) does not count. Where a route computes its
 * next address, it is taken to get there.
 */
final class ReachRules {
  /** Steps in Java that store a message: publish's and on-failure's. */
  private static final Set<String> STORING = Set.of("records", "judge");

  private static final Set<String> COMPUTED = Set.of("routingSlip", "dynamicRouter");

  /** Their steps run on copies of the message, for which the route waits. */
  private static final Set<String> COPYING = Set.of("multicast", "recipientList", "enrich");

  /** Nothing waits for what becomes of the message behind them. */
  private static final Set<String> LEAVING = Set.of("wireTap", "aggregate", "resequence");

  /** Whatever the message, what they name or hold is done. */
  private static final Set<String> CERTAIN =
      Set.of("to", "wireTap", "multicast", "pipeline", "step", "doTry", "loop");

  private final Map<String, Place> begins = new HashMap<>();
  private final Map<String, Boolean> known = new HashMap<>();
  private final Set<Finding> misplaced = new HashSet<>();
  private final List<Finding> unreached = new ArrayList<>();

  /** What a step works on. */
  private enum On {
    MESSAGE,
    PART,
    COPY;

    On split() {
      return this == MESSAGE ? PART : COPY;
    }
  }

  /** Steps that stand in a file. */
  private record Place(YamlTree tree, String pointer) {
    JsonNode node() {
      return tree.root().at(pointer);
    }

    Place child(String name) {
      return new Place(tree, YamlTree.child(pointer, name));
    }

    Place item(int index) {
      return new Place(tree, pointer + "/" + index);
    }

    Finding finding(String problem) {
      return tree.finding(pointer, problem);
    }
  }

  private ReachRules(List<YamlTree> trees, Pipeline pipeline) {
    List<Place> routes = new ArrayList<>();
    List<Place> verbs = new ArrayList<>();
    for (YamlTree tree : trees) {
      for (int i = 0; i < tree.root().size(); i++) {
        Place item = new Place(tree, "/" + i);
        Place from = item.child("route").child("from");
        if (item.node().has("from")) {
          from = item.child("from");
        }
        if (from.node().isObject()) {
          routes.add(from);
          String uri = uri(from.node());
          if (uri.startsWith("direct:") || uri.startsWith("seda:")) {
            begins.putIfAbsent(address(uri), from);
          }
        }
        Place rest = item.child("rest");
        for (String verb : YamlTree.VERBS) {
          Place declared = rest.child(verb);
          for (int j = 0; j < declared.node().size(); j++) {
            String path = path(rest.node()) + path(declared.item(j).node());
            if (pipeline.isListener("rest:" + verb + ":" + path)) {
              verbs.add(declared.item(j));
            }
          }
        }
      }
    }
    for (Place from : routes) {
      if (pipeline.isListener(uri(from.node()))) {
        judge(from, reaches(from.child("steps"), On.MESSAGE));
      }
    }
    for (Place verb : verbs) {
      if (verb.node().has("to")) {
        judge(verb, reaches(verb.child("to"), uri(verb.node().path("to")), On.MESSAGE));
      }
    }
  }

  /** Steps by which routes call each other in a circle that no message leaves. */
  static List<Finding> circles(List<YamlTree> trees, Pipeline pipeline) {
    ReachRules rules = new ReachRules(trees, pipeline);
    List<Finding> findings = new ArrayList<>();
    rules.begins.forEach(
        (address, from) ->
            rules.certain(from.child("steps")).stream()
                .filter(call -> pipeline.isOurs(address))
                .filter(call -> rules.leadsTo(address, call.address(), new HashSet<>()))
                .forEach(
                    call ->
                        findings.add(
                            call.at()
                                .finding(
                                    "%s leads back here without a condition, so that no message ever leaves"
                                        .formatted(call.address())))));
    return findings;
  }

  /** A step by which every message gets from one route into another. */
  private record Call(Place at, String address) {}

  private boolean leadsTo(String goal, String address, Set<String> seen) {
    return address.equals(goal)
        || (seen.add(address)
            && begins.containsKey(address)
            && certain(begins.get(address).child("steps")).stream()
                .anyMatch(call -> leadsTo(goal, call.address(), seen)));
  }

  /** What every message that gets to these steps goes into, on its own way or as a copy. */
  private List<Call> certain(Place steps) {
    List<Call> calls = new ArrayList<>();
    for (int i = 0; i < steps.node().size(); i++) {
      String name = steps.tree().firstKey(steps.item(i).pointer());
      Place step = steps.item(i).child(name);
      if (name.equals("stop") || name.equals("throwException")) {
        break;
      }
      String address = address(uri(step.node()));
      if (CERTAIN.contains(name) && begins.containsKey(address)) {
        calls.add(new Call(step, address));
      }
      if (CERTAIN.contains(name)) {
        calls.addAll(certain(step.child("steps")));
      }
    }
    return calls;
  }

  /** Listeners' routes from which no message can be stored or left out. */
  static List<Finding> unreached(List<YamlTree> trees, Pipeline pipeline) {
    return new ReachRules(trees, pipeline).unreached;
  }

  /** Steps {@code drop:} that are wrong, or stand where they decide nothing. */
  static List<Finding> drops(List<EndpointUse> uses, List<YamlTree> trees, Pipeline pipeline) {
    List<Finding> findings = new ArrayList<>();
    for (EndpointUse use : uses) {
      if (use.scheme().equals("drop") && !OwnReason.isValid(use.path())) {
        findings.add(use.tree().finding(use.pointer(), DropComponent.problem(use.path())));
      }
    }
    findings.addAll(new ReachRules(trees, pipeline).misplaced);
    return findings;
  }

  private void judge(Place from, boolean reached) {
    if (!reached) {
      unreached.add(
          from.finding(
              "no message that comes in here can reach publish, on-failure or drop:, so that each"
                  + " becomes a dead letter, and its device is answered \"internal\""));
    }
  }

  private boolean reaches(Place steps, On on) {
    boolean reached = false;
    for (int i = 0; i < steps.node().size(); i++) {
      String name = steps.tree().firstKey(steps.item(i).pointer());
      if (name.equals("stop")) {
        return reached;
      }
      reached |= step(name, steps.item(i).child(name), on);
    }
    return reached;
  }

  private boolean step(String name, Place step, On on) {
    JsonNode node = step.node();
    if (node.path("disabled").asBoolean()) {
      return false;
    }
    On inside =
        COPYING.contains(name) || LEAVING.contains(name) || node.path("copy").asBoolean()
            ? On.COPY
            : name.equals("split") ? on.split() : on;
    boolean reached =
        switch (name) {
          case "process" -> STORING.contains(node.path("ref").asText());
          case "throwException", "rollback" -> true;
          case "recipientList" -> recipients(step, inside);
          default -> COMPUTED.contains(name);
        };
    String uri = uri(node);
    if (!uri.isEmpty()) {
      reached |= reaches(step, uri, inside);
    }
    reached |= nested(step, inside);
    return reached && !LEAVING.contains(name);
  }

  /** All blocks of steps within a step: of choices, of attempts and what follows them. */
  private boolean nested(Place place, On on) {
    boolean reached = false;
    JsonNode node = place.node();
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      Place child = place.child(field.getKey());
      if (field.getKey().equals("steps")) {
        reached |= reaches(child, on);
      } else if (field.getValue().isContainerNode()) {
        reached |= nested(child, on);
      }
    }
    for (int i = 0; node.isArray() && i < node.size(); i++) {
      reached |= nested(place.item(i), on);
    }
    return reached;
  }

  private boolean recipients(Place step, On on) {
    String constant = step.node().path("constant").asText("");
    if (constant.isEmpty()) {
      return true;
    }
    boolean reached = false;
    for (String uri : constant.split(",")) {
      reached |= reaches(step, uri.strip(), on);
    }
    return reached;
  }

  private boolean reaches(Place step, String uri, On on) {
    if (uri.contains("${") || uri.contains("$simple{") || uri.startsWith("kamelet:")) {
      return true;
    }
    if (uri.startsWith("drop:")) {
      if (on == On.COPY) {
        misplaced.add(
            step.finding(
                "%s decides about the message, but here it stands on a copy of it (wireTap, multicast, …), which stop ends"
                    .formatted(uri)));
      }
      return true;
    }
    Place next = begins.get(address(uri));
    if (next == null) {
      return false;
    }
    boolean queued = uri.startsWith("seda:");
    On there = queued ? On.COPY : on;
    String key = address(uri) + " " + there;
    Boolean reached = known.putIfAbsent(key, false);
    if (reached == null) {
      reached = reaches(next.child("steps"), there);
      known.put(key, reached);
    }
    return reached && (!queued || isWaitedFor(step.node(), uri));
  }

  private static boolean isWaitedFor(JsonNode step, String uri) {
    return uri.contains("waitForTaskToComplete=Always")
        || step.path("parameters").path("waitForTaskToComplete").asText().equals("Always");
  }

  /** Of the REST DSL, with one slash before it. */
  private static String path(JsonNode node) {
    String path = node.path("path").asText("");
    return path.isEmpty() || path.startsWith("/") ? path : "/" + path;
  }

  private static String uri(JsonNode node) {
    return node.isTextual() ? node.asText() : node.path("uri").asText("");
  }

  /** Without options, and however it is written. */
  private static String address(String uri) {
    return uri.replaceFirst("\\?.*", "").replaceFirst("^(\\w+):/*", "$1:");
  }
}
