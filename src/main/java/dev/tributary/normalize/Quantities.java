package dev.tributary.normalize;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.config.YamlSource;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The quantities of kinds.yaml; the first unit of each is the one that events carry. */
final class Quantities {
  static final Set<String> UNIT_KEYS = Set.of("names", "add", "times", "over");
  private final Map<String, Quantity> byBase = new HashMap<>();
  private final YamlSource source;

  private Quantities(YamlSource source) {
    this.source = source;
  }

  static Quantities read(YamlSource source) {
    Quantities quantities = new Quantities(source);
    for (Map.Entry<String, JsonNode> entry : source.root().path("quantities").properties()) {
      quantities.quantity("/quantities/" + entry.getKey(), entry.getValue());
    }
    return quantities;
  }

  /** The quantity whose events are in this unit, or null. */
  Quantity ofBase(String code) {
    return byBase.get(code);
  }

  private void quantity(String at, JsonNode units) {
    Unit base = null;
    Map<String, Unit> byName = new HashMap<>();
    Map<String, Unit> byFolded = new HashMap<>();
    Set<String> ambiguous = new HashSet<>();
    for (Map.Entry<String, JsonNode> entry : units.properties()) {
      Unit unit = unit(at + "/" + entry.getKey(), entry.getKey(), entry.getValue());
      base = base == null ? unit : base;
      name(entry.getKey(), unit, byName, byFolded, ambiguous);
      for (String name : KindsFile.texts(entry.getValue().path("names"))) {
        name(name, unit, byName, byFolded, ambiguous);
      }
    }
    ambiguous.forEach(byFolded::remove);
    if (base == null || !base.isBase()) {
      source.problem(at, "the first unit of a quantity is what the others are converted to");
    } else if (byBase.put(base.code(), new Quantity(base, byName, byFolded)) != null) {
      source.problem(at, "two quantities begin with the unit " + base.code());
    }
  }

  private Unit unit(String at, String code, JsonNode node) {
    node.fieldNames()
        .forEachRemaining(
            key -> {
              if (!UNIT_KEYS.contains(key)) {
                source.problem(at, "a unit has names, add, times and over but no " + key);
              }
            });
    return new Unit(
        code,
        number(at, node.path("add"), BigDecimal.ZERO),
        number(at, node.path("times"), BigDecimal.ONE),
        number(at, node.path("over"), BigDecimal.ONE));
  }

  private BigDecimal number(String at, JsonNode node, BigDecimal otherwise) {
    if (node.isMissingNode()) {
      return otherwise;
    }
    BigDecimal number = node.isNumber() ? node.decimalValue() : Numbers.of(node.asText());
    if (number == null) {
      source.problem(at, "add, times and over are numbers but this is " + node);
      return otherwise;
    }
    return number;
  }

  private static void name(
      String name,
      Unit unit,
      Map<String, Unit> byName,
      Map<String, Unit> byFolded,
      Set<String> ambiguous) {
    byName.putIfAbsent(name, unit);
    String folded = Words.foldUnit(name);
    Unit other = folded.isEmpty() ? null : byFolded.putIfAbsent(folded, unit);
    if (other != null && !other.code().equals(unit.code())) {
      ambiguous.add(folded);
    }
  }
}
