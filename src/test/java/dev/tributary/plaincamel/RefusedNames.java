package dev.tributary.plaincamel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.tributary.plaincamel.DslNames.Sort;
import dev.tributary.plaincamel.RouteSet.Expectation;
import dev.tributary.plaincamel.RouteSet.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The table of what the YAML DSL offers and this runtime refuses, with the reason.
 *
 * @param steps each with why; a route of the corpus shows the refusal
 * @param loadBalancers likewise
 * @param errorHandlers likewise
 * @param languages each with the module that {@code add} brings
 * @param dataFormats likewise
 */
record RefusedNames(
    Map<String, String> steps,
    Map<String, String> loadBalancers,
    Map<String, String> errorHandlers,
    Map<String, String> languages,
    Map<String, String> dataFormats) {
  private static final YAMLMapper YAML = new YAMLMapper();

  static RefusedNames read() throws IOException {
    return YAML.readValue(RouteSet.CORPUS.resolve("refused.yaml").toFile(), RefusedNames.class);
  }

  Map<String, String> of(Sort sort) {
    return switch (sort) {
      case ROOT -> Map.of();
      case STEP -> steps;
      case LANGUAGE -> languages;
      case DATA_FORMAT -> dataFormats;
      case LOAD_BALANCER -> loadBalancers;
      case ERROR_HANDLER -> errorHandlers;
    };
  }

  /** A route for each language and data format, which must be refused with the way out. */
  List<RouteSet> routes(Path folder) throws IOException {
    DslNames dsl = DslNames.read();
    List<RouteSet> sets = new ArrayList<>();
    for (Map.Entry<String, String> language : languages.entrySet()) {
      ObjectNode expression = YAML.createObjectNode();
      expression.set(language.getKey(), dsl.least(Sort.LANGUAGE, language.getKey()));
      sets.add(set(folder, "language", language, "setBody", expression));
    }
    for (Map.Entry<String, String> format : dataFormats.entrySet()) {
      ObjectNode step = YAML.createObjectNode();
      step.set(format.getKey(), dsl.least(Sort.DATA_FORMAT, format.getKey()));
      sets.add(set(folder, "data-format", format, "marshal", step));
    }
    return sets;
  }

  private static RouteSet set(
      Path folder, String what, Map.Entry<String, String> row, String step, JsonNode content)
      throws IOException {
    String name = what + "-" + row.getKey();
    ObjectNode steps = YAML.createObjectNode();
    steps.set(step, content);
    Path file = folder.resolve(name + ".camel.yaml");
    Files.writeString(
        file,
        """
        - route:
            id: %s
            from:
              uri: timer:%s
              parameters: { repeatCount: 1 }
              steps:
                - %s
                - log: "${body}"
        """
            .formatted(name, name, steps));
    // The names are part of the answer, so that a reader knows what to do.
    Refusal refusal = new Refusal(7, List.of(row.getKey(), "add " + row.getValue()));
    return new RouteSet(
        name, file, new Expectation(null, null, null, null, null, List.of(refusal)));
  }
}
