package dev.tributary.normalize;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.config.YamlSource;
import dev.tributary.contract.Event;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Reads kinds.yaml; every problem is noted with its line, and what can be used is. */
final class KindsFile {
  static final Set<String> SECTIONS =
      Set.of(
          "quantities",
          "kinds",
          "fields",
          "units",
          "qualifiers",
          "heads",
          "not-measured",
          "nothing",
          "truths");
  static final Set<String> KIND_KEYS =
      Set.of(
          "group",
          "topic",
          "type",
          "unit",
          "synonyms",
          "possible",
          "plausible",
          "instead",
          "words",
          "part",
          "parts",
          "description");
  static final Set<String> GROUPS = Set.of("sensor", "device", "camera", "event", "verify");

  static final Set<String> FIELD_KEYS =
      Set.of(
          "time",
          "device",
          "region",
          "id",
          "wrapper",
          "name",
          "value",
          "unit",
          "attribute",
          "secret");

  private final YamlSource source;
  private final Quantities quantities;
  private final Map<String, Kind> kinds = new LinkedHashMap<>();
  private final Map<String, Field> fields = new HashMap<>();

  private KindsFile(YamlSource source) {
    this.source = source;
    this.quantities = Quantities.read(source);
  }

  static Kinds read(YamlSource source) {
    return new KindsFile(source).kinds();
  }

  private Kinds kinds() {
    JsonNode root = source.root();
    root.fieldNames()
        .forEachRemaining(
            name -> {
              if (!SECTIONS.contains(name)) {
                source.problem("/" + name, "a section is one of " + SECTIONS + " but is " + name);
              }
            });
    for (Map.Entry<String, JsonNode> entry : root.path("kinds").properties()) {
      kinds.put(entry.getKey(), kind(entry.getKey(), entry.getValue()));
    }
    if (kinds.isEmpty()) {
      source.problem("/kinds", "kinds must name at least one kind");
    }
    for (Map.Entry<String, JsonNode> entry : root.path("kinds").properties()) {
      names(kinds.get(entry.getKey()), entry.getValue());
      insteads(entry.getKey(), entry.getValue());
    }
    for (Map.Entry<String, JsonNode> entry : root.path("fields").properties()) {
      role(entry.getKey(), entry.getValue());
    }
    Map<String, Boolean> truths = new HashMap<>();
    texts(root.at("/truths/true")).forEach(word -> truths.put(lower(word), true));
    texts(root.at("/truths/false")).forEach(word -> truths.put(lower(word), false));
    Set<String> nothing = new HashSet<>();
    texts(root.path("nothing")).forEach(word -> nothing.add(lower(word)));
    Set<String> qualifiers = new HashSet<>();
    texts(root.path("qualifiers")).forEach(word -> qualifiers.add(lower(word)));
    return new Kinds(
        kinds,
        fields,
        ofUnits(root.path("units")),
        guesses(root, qualifiers),
        qualifiers,
        nothing,
        truths);
  }

  private Guesses guesses(JsonNode root, Set<String> qualifiers) {
    Set<String> heads = new HashSet<>();
    for (String name : texts(root.path("heads"))) {
      Field field = fields.get(Words.fold(name));
      if (field == null || field.role() != Field.Role.KIND) {
        source.problem(
            "/heads", "a head must be the name of a kind or a synonym but is \"" + name + "\"");
      } else {
        heads.add(Words.fold(name));
      }
    }
    Set<String> notMeasured = new HashSet<>();
    texts(root.path("not-measured")).forEach(word -> notMeasured.add(lower(word)));
    return new Guesses(fields, heads, notMeasured, qualifiers);
  }

  private Map<String, Field> ofUnits(JsonNode units) {
    Map<String, Field> ofUnits = new HashMap<>();
    for (Map.Entry<String, JsonNode> entry : units.properties()) {
      Kind kind = kinds.get(entry.getValue().asText());
      if (kind == null || kind.quantity() == null || kind.quantity().find(entry.getKey()) == null) {
        source.problem(
            "/units/" + entry.getKey(),
            "a unit stands for a kind that has it, but "
                + entry.getValue().asText()
                + " is none or has it not");
      } else {
        ofUnits.put(entry.getKey(), new Field(Field.Role.KIND, kind, null, null, null));
      }
    }
    return ofUnits;
  }

  private Kind kind(String name, JsonNode node) {
    String at = "/kinds/" + name;
    if (!name.matches("[a-z][a-z0-9_]{0,63}")) {
      source.problem(at, "a kind is named with a to z, 0 to 9 and _ but this one \"" + name + "\"");
    }
    source.unknownKeys(
        at, node, KIND_KEYS, key -> "a kind has no key \"" + key + "\": " + KIND_KEYS);
    String group = node.path("group").asText();
    if (!GROUPS.contains(group)) {
      source.problem(at, "group must be one of " + GROUPS + " but is \"" + group + "\"");
    }
    Quantity quantity = null;
    if (node.hasNonNull("unit")) {
      quantity = quantities.ofBase(node.get("unit").asText());
      if (quantity == null) {
        source.problem(
            at + "/unit",
            "unit must be the first of a quantity but is \"" + node.get("unit").asText() + "\"");
      }
    }
    return new Kind(
        topic(name, group, node.path("topic"), at),
        type(node, at),
        quantity,
        range(node, "possible", at),
        range(node, "plausible", at),
        new ArrayList<>(),
        words(node),
        node.hasNonNull("part") ? node.get("part").asText() : null,
        parts(node, at));
  }

  private Event.Kind topic(String name, String group, JsonNode topic, String at) {
    if (!topic.isTextual()) {
      return new Event.Kind(name, group, topic.asBoolean(false));
    }
    if (!topic.textValue().matches("[a-z][a-z0-9_-]{0,63}")) {
      source.problem(
          at + "/topic",
          "topic must be true, or what stands behind \"%s.\", but is \"%s\""
              .formatted(group, topic.textValue()));
    }
    return new Event.Kind(name, group, group + "." + topic.textValue());
  }

  private Kind.Type type(JsonNode node, String at) {
    String type = node.path("type").asText("number");
    try {
      return Kind.Type.valueOf(type.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      source.problem(
          at + "/type", "type must be number, boolean, string or position but is \"" + type + "\"");
      return Kind.Type.STRING;
    }
  }

  private Range range(JsonNode node, String key, String at) {
    JsonNode range = node.path(key);
    if (range.isMissingNode()) {
      return Range.ANY;
    }
    if (!range.isArray()
        || range.size() != 2
        || !range.get(0).isNumber()
        || !range.get(1).isNumber()
        || range.get(0).doubleValue() > range.get(1).doubleValue()) {
      source.problem(at + "/" + key, key + " must be [least, greatest] but is " + range);
      return Range.ANY;
    }
    return new Range(range.get(0).doubleValue(), range.get(1).doubleValue());
  }

  private static Map<String, Object> words(JsonNode node) {
    Map<String, Object> words = new HashMap<>();
    for (Map.Entry<String, JsonNode> word : node.path("words").properties()) {
      JsonNode meaning = word.getValue();
      words.put(
          lower(word.getKey()), meaning.isBoolean() ? meaning.booleanValue() : meaning.asText());
    }
    return words;
  }

  private Map<String, Range> parts(JsonNode node, String at) {
    Map<String, Range> parts = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> part : node.path("parts").properties()) {
      String place = at + "/parts/" + part.getKey();
      parts.put(part.getKey(), range(part.getValue(), "possible", place));
      if (part.getKey().matches("lat|lon|accuracy")) {
        Field field = new Field(Field.Role.PART, null, null, null, part.getKey());
        field(part.getKey(), field, place);
        texts(part.getValue().path("synonyms")).forEach(name -> field(name, field, place));
      }
    }
    return parts;
  }

  private void names(Kind kind, JsonNode node) {
    String at = "/kinds/" + kind.name();
    field(kind.name(), new Field(Field.Role.KIND, kind, null, null, null), at);
    for (String synonym : texts(node.path("synonyms"))) {
      String[] nameAndUnit = synonym.split("=", 2);
      Unit unit = null;
      if (nameAndUnit.length == 2) {
        unit = kind.quantity() == null ? null : kind.quantity().find(nameAndUnit[1].strip());
        if (unit == null) {
          source.problem(at, "synonym \"" + synonym + "\" names a unit that its quantity has not");
        }
      }
      field(nameAndUnit[0].strip(), new Field(Field.Role.KIND, kind, unit, null, null), at);
    }
  }

  private void insteads(String name, JsonNode node) {
    for (JsonNode instead : node.path("instead")) {
      String at = "/kinds/" + name + "/instead";
      Kind kind = kinds.get(instead.path("kind").asText(name));
      Unit unit =
          kind == null || kind.quantity() == null
              ? null
              : kind.quantity().find(instead.path("unit").asText());
      if (unit == null) {
        source.problem(at, "instead must name a kind and a unit of it but is " + instead);
      } else {
        kinds
            .get(name)
            .instead()
            .add(new Kind.Instead(range(instead, "from", at), kind.name(), unit));
      }
    }
  }

  private void role(String name, JsonNode names) {
    if (!FIELD_KEYS.contains(name)) {
      source.problem(
          "/fields/" + name,
          "fields are time, device, region, id, wrapper, name, value, unit, attribute and secret"
              + " but not "
              + name);
      return;
    }
    Field field = Field.role(Field.Role.valueOf(name.toUpperCase(Locale.ROOT)));
    texts(names).forEach(word -> field(word, field, "/fields/" + name));
  }

  private void field(String name, Field field, String at) {
    Field other = fields.putIfAbsent(Words.fold(name), field);
    if (other != null && !other.means(field)) {
      source.problem(
          at,
          "\"%s\" is taken: %s"
              .formatted(name, other.kind() == null ? other.role() : other.kind().name()));
    }
  }

  static List<String> texts(JsonNode list) {
    List<String> texts = new ArrayList<>();
    list.forEach(item -> texts.add(item.asText()));
    return texts;
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
