package dev.tributary.plaincamel;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.tributary.plaincamel.DslNames.Sort;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Everything that Camel's schema of the YAML DSL lists occurs in a route of the corpus that works,
 * or stands in the table of what is refused, with the reason.
 */
class PlainCamelCoverageTest {
  private static final YAMLMapper YAML = new YAMLMapper();

  /** Steps that name a bean, a method or a language where an expression would stand elsewhere. */
  private static final Set<String> NAMING =
      Set.of("bean", "process", "policy", "custom", "customLoadBalancer", "refErrorHandler");

  /** What the operator names: no names of the DSL's. */
  private static final Set<String> FREE = Set.of("parameters", "properties", "constructors");

  private static DslNames dsl;
  private static RefusedNames refused;

  /** What occurs in routes that work, and in those that are refused. */
  private static final Map<Sort, Set<String>> USED = new EnumMap<>(Sort.class);

  private static final Map<Sort, Set<String>> SHOWN = new EnumMap<>(Sort.class);

  @BeforeAll
  static void read() throws IOException {
    dsl = DslNames.read();
    refused = RefusedNames.read();
    for (Sort sort : Sort.values()) {
      USED.put(sort, new TreeSet<>());
      SHOWN.put(sort, new TreeSet<>());
    }
    for (RouteSet set : RouteSet.all()) {
      if (!set.name().equals("r18-no-yaml")) {
        JsonNode items = YAML.readTree(set.file().toFile());
        Map<Sort, Set<String>> names = set.isRefused() ? SHOWN : USED;
        items.forEach(item -> item.fieldNames().forEachRemaining(names.get(Sort.ROOT)::add));
        collect(items, "", names);
      }
    }
  }

  /**
   * @param within the name that the node stands behind
   */
  private static void collect(JsonNode node, String within, Map<Sort, Set<String>> names) {
    if (node.isArray()) {
      node.forEach(item -> collect(item, within, names));
    }
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      String name = field.getKey();
      if (!FREE.contains(name)) {
        sorts(within, name).forEach(sort -> names.get(sort).add(name));
        collect(field.getValue(), name, names);
      }
    }
  }

  private static Set<Sort> sorts(String within, String name) {
    return switch (within) {
      case "steps" -> Set.of(Sort.STEP);
      case "marshal", "unmarshal", "dataFormats" -> Set.of(Sort.DATA_FORMAT);
      case "loadBalance" -> Set.of(Sort.LOAD_BALANCER);
      case "errorHandler" -> Set.of(Sort.ERROR_HANDLER);
      case "doTry" -> Set.of(Sort.STEP);
      default ->
          dsl.of(Sort.LANGUAGE).contains(name) && !NAMING.contains(within)
              ? Set.of(Sort.LANGUAGE)
              : Set.of();
    };
  }

  @ParameterizedTest
  @EnumSource
  void everyNameOfTheSchemaIsUsedOrRefused(Sort sort) {
    Set<String> missing = new TreeSet<>(dsl.of(sort));
    assertThat(missing).hasSizeGreaterThan(5);
    missing.removeAll(USED.get(sort));
    missing.removeAll(refused.of(sort).keySet());
    assertThat(missing).as("neither in a route that works nor in refused.yaml").isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void theTableHasOnlyWhatTheSchemaListsAndNoRouteUses(Sort sort) {
    Map<String, String> table = refused.of(sort);
    assertThat(dsl.of(sort)).containsAll(table.keySet());
    assertThat(table.keySet()).doesNotContainAnyElementsOf(USED.get(sort));
    assertThat(table.values()).allSatisfy(why -> assertThat(why).isNotBlank());
  }

  @ParameterizedTest
  @EnumSource(names = {"STEP", "LOAD_BALANCER", "ERROR_HANDLER"})
  void aRouteShowsEachRefusal(Sort sort) {
    assertThat(SHOWN.get(sort)).containsAll(refused.of(sort).keySet());
  }

  @Test
  void thereAreSixtyRoutesThatMustWork() {
    assertThat(RouteSet.all()).filteredOn(set -> !set.isRefused()).hasSizeGreaterThanOrEqualTo(60);
  }
}
