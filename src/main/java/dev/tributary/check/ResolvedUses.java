package dev.tributary.check;

import dev.tributary.config.Placeholders;
import dev.tributary.project.MadeRoute;
import dev.tributary.project.YamlTree;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Where routes name endpoints, with what their placeholders stand for: properties, and in a
 * template the parameters of each route that it makes.
 */
final class ResolvedUses {
  /** Which addresses are the pipeline's is known by this name. */
  private static final String TOPICS = "tributary.mqtt.topics";

  private ResolvedUses() {}

  static List<EndpointUse> of(
      List<YamlTree> trees, Map<String, String> properties, List<MadeRoute> made) {
    Map<String, String> known = new HashMap<>(properties);
    known.remove(TOPICS);
    Placeholders placeholders = new Placeholders(known);
    List<EndpointUse> uses = new ArrayList<>();
    for (YamlTree tree : trees) {
      uses.addAll(
          EndpointUse.in(tree, placeholders::resolve).stream()
              .filter(use -> !isTemplates(use))
              .toList());
    }
    for (MadeRoute route : made) {
      if (route.template() != null) {
        Map<String, String> more = new HashMap<>(known);
        more.putAll(route.parameters());
        uses.addAll(
            EndpointUse.in(route.template(), new Placeholders(more)::resolve).stream()
                .filter(use -> use.pointer().startsWith(route.templatePointer() + "/"))
                .toList());
      }
    }
    return uses;
  }

  private static boolean isTemplates(EndpointUse use) {
    String item = use.pointer().replaceFirst("^(/\\d+).*", "$1");
    return use.tree().root().at(item).has(YamlTree.TEMPLATE);
  }
}
