package dev.tributary.check;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.engine.ComponentCatalog;
import dev.tributary.project.Finding;
import dev.tributary.project.YamlTree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Options whose values cannot be what they must be. Camel reads a duration that it does not
 * understand as none at all, and reports nothing; of the others it reports neither name nor place.
 */
final class OptionRules {
  private static final Pattern DURATION =
      Pattern.compile("-?\\d+|(?=\\d)(\\d+d)?(\\d+h)?(\\d+m)?(\\d+s)?(\\d+ms)?|P.+");
  private static final String DURATION_RULE = "a duration like 500, 500ms, 5s or 1h30m";
  private static final Pattern INTEGER = Pattern.compile("[-+]?\\d+");
  private static final Pattern BOOLEAN = Pattern.compile("(?i)true|false");

  /** What stands for a value that is known elsewhere. */
  private static final Pattern COMPUTED = Pattern.compile("\\{\\{|\\$\\{|\\$simple\\{|^#|^RAW[({]");

  private OptionRules() {}

  static List<Finding> ofSteps(YamlTree tree) {
    List<Finding> findings = new ArrayList<>();
    visit(tree, "", "", tree.root(), findings);
    return findings;
  }

  static List<Finding> of(EndpointUse use) {
    List<Finding> findings = new ArrayList<>();
    JsonNode known = ComponentCatalog.endpointOptions(use.scheme());
    use.options()
        .forEach(
            (name, option) -> {
              String rule = rule(known.path(name));
              if (rule != null && isWrong(known.path(name), option.value())) {
                findings.add(
                    use.tree().finding(option.pointer(), sentence(name, rule, option.value())));
              }
            });
    return findings;
  }

  /** What Camel does as it is told, and loses records by. */
  static List<Finding> warnings(List<EndpointUse> uses) {
    return uses.stream()
        .filter(use -> use.consumes() && use.scheme().equals("kafka"))
        .filter(use -> use.options().containsKey("batching"))
        .filter(use -> use.options().get("batching").value().equalsIgnoreCase("true"))
        .map(
            use ->
                use.tree()
                    .finding(
                        use.options().get("batching").pointer(),
                        "batching of kafka: commits what was read, so that a batch that fails or is cut off by a crash is lost (out:<topics> delivers lists at least once)"))
        .toList();
  }

  /** What the value must be; null where it may be anything. */
  private static String rule(JsonNode option) {
    return switch (option.path("type").asText()) {
      case "duration" -> DURATION_RULE;
      case "integer" -> "a whole number";
      case "boolean" -> "true or false";
      case "enum" -> {
        List<String> words = new ArrayList<>();
        option.path("enum").forEach(word -> words.add(word.asText()));
        yield words.isEmpty() ? null : "one of " + String.join(", ", words);
      }
      default -> null;
    };
  }

  private static boolean isWrong(JsonNode option, String value) {
    if (COMPUTED.matcher(value).find()) {
      return false;
    }
    return switch (option.path("type").asText()) {
      case "integer" -> !INTEGER.matcher(value).matches();
      case "boolean" -> !BOOLEAN.matcher(value).matches();
      case "enum" -> {
        Set<String> known = new HashSet<>();
        option.path("enum").forEach(word -> known.add(plain(word.asText())));
        // a text with words to choose from may be a list of them: coapMethodRestrict
        boolean list = option.path("javaType").asText().equals("java.lang.String");
        yield !known.containsAll(words(value, list));
      }
      default -> !DURATION.matcher(value).matches();
    };
  }

  private static List<String> words(String value, boolean list) {
    return Arrays.stream(list ? value.split(",") : new String[] {value})
        .map(String::strip)
        .map(OptionRules::plain)
        .toList();
  }

  /** As Camel compares them. */
  private static String plain(String word) {
    return word.replaceAll("[-_]", "").toLowerCase(Locale.ROOT);
  }

  private static String sentence(String name, String rule, String value) {
    return "\"%s\" must be %s but is \"%s\"".formatted(name, rule, value);
  }

  private static void visit(
      YamlTree tree, String pointer, String step, JsonNode node, List<Finding> findings) {
    if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        visit(tree, pointer + "/" + i, "", node.get(i), findings);
      }
    }
    JsonNode options = step.isEmpty() ? null : ComponentCatalog.stepOptions(step);
    node.properties()
        .forEach(
            field -> {
              String at = YamlTree.child(pointer, field.getKey());
              String value = field.getValue().isValueNode() ? field.getValue().asText() : null;
              if (value == null) {
                visit(tree, at, field.getKey(), field.getValue(), findings);
              } else if (options != null
                  && isDuration(options, field.getKey())
                  && isWrong(options.path(field.getKey()), value)) {
                findings.add(tree.finding(at, sentence(field.getKey(), DURATION_RULE, value)));
              }
            });
  }

  private static boolean isDuration(JsonNode options, String name) {
    return options.path(name).path("type").asText().equals("duration");
  }
}
