package dev.tributary.normalize;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.config.Nearest;
import dev.tributary.config.YamlSource;
import dev.tributary.contract.NamePattern;
import dev.tributary.contract.PayloadDecoder;
import dev.tributary.normalize.NamedDecoder.Choice;
import dev.tributary.normalize.NamedDecoder.Input;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Reads the files of {@code routes/decoders}; every problem is noted with its line. */
final class DecoderReader {
  static final Set<String> COMMON_KEYS = Set.of("description", "when", "format", "input", "shape");
  static final Map<String, Set<String>> FORMAT_KEYS =
      Map.of(
          "binary", Set.of("fields", "endian", "length"),
          "modbus-registers", Set.of("fields", "words", "first"),
          "csv", Set.of("columns", "header", "separator", "decimal"),
          "line-protocol", Set.of(),
          "bytes", Set.of(),
          "cayenne-lpp", Set.of());
  static final Set<String> CHOICE_KEYS = Set.of("address", "content-type", "f-port", "device");
  static final Set<String> COLUMN_KEYS = Set.of("name", "kind", "unit");

  private static final int MOST_VALUES = 10_000;

  private final Kinds kinds;
  private final boolean hasUplinks;
  private final List<String> problems;
  private final List<NamedDecoder> decoders = new ArrayList<>();
  private final Map<Choice, String> taken = new HashMap<>();
  private Map<String, PayloadDecoder> own;

  /**
   * @param hasUplinks whether shapes.yaml says where uplinks have their ports
   */
  DecoderReader(Kinds kinds, boolean hasUplinks, List<String> problems) {
    this.kinds = kinds;
    this.hasUplinks = hasUplinks;
    this.problems = problems;
  }

  Decoders decoders() {
    return decoders.isEmpty() ? Decoders.NONE : new Decoders(decoders);
  }

  /** A file of nothing but comments is no decoder. */
  void read(String name, YamlSource source) {
    JsonNode root = source.root();
    if (root.isEmpty()) {
      return;
    }
    String format = root.path("format").asText();
    Set<String> keys = FORMAT_KEYS.get(format);
    if (keys == null && ownDecoders().containsKey(format)) {
      keys = Set.of();
    }
    if (keys == null) {
      Set<String> known = new TreeSet<>(FORMAT_KEYS.keySet());
      known.addAll(ownDecoders().keySet());
      source.problem(
          root.has("format") ? "/format" : "",
          "format must be one of %s but is \"%s\"%s"
              .formatted(String.join(", ", known), format, Nearest.hint(format, known)));
      return;
    }
    Set<String> all = new HashSet<>(COMMON_KEYS);
    all.addAll(keys);
    unknownKeys(source, root, "", all, "a decoder of format " + format);
    List<Choice> choices = choices(source, name);
    PayloadFormat payloads = format(format, source);
    String shape = root.path("shape").asText(Shapes.FLAT);
    decoders.add(
        new NamedDecoder(name, choices, input(source, format), payloads, lines(format, shape)));
  }

  /** What line protocol is read as has a mapping of its own. */
  private static String lines(String format, String shape) {
    return format.equals("line-protocol") && shape.equals(Shapes.FLAT) ? "telegraf" : shape;
  }

  private Map<String, PayloadDecoder> ownDecoders() {
    if (own == null) {
      own = OwnDecoders.load(problems);
    }
    return own;
  }

  private PayloadFormat format(String format, YamlSource source) {
    return switch (format) {
      case "binary" -> new LayoutReader(source, kinds, false).read();
      case "modbus-registers" -> new LayoutReader(source, kinds, true).read();
      case "csv" -> csv(source);
      case "cayenne-lpp" -> new CayenneLpp(kinds);
      case "bytes" ->
          (payload, message) ->
              Numbers.NODES.objectNode().put("bytes", HexFormat.of().formatHex(payload));
      case "line-protocol" ->
          (payload, message) -> LineProtocol.read(CsvLines.text(payload), MOST_VALUES);
      default -> OwnDecoders.format(ownDecoders().get(format), MOST_VALUES);
    };
  }

  private Input input(YamlSource source, String format) {
    String input = source.root().path("input").asText("bytes");
    try {
      Input known = Input.valueOf(input.toUpperCase(Locale.ROOT));
      if (known != Input.NUMBERS || format.equals("modbus-registers")) {
        return known;
      }
    } catch (IllegalArgumentException e) {
      // told below
    }
    source.problem(
        "/input",
        "input must be bytes, hex, base64, or numbers for modbus-registers, but is \"%s\""
            .formatted(input));
    return Input.BYTES;
  }

  private List<Choice> choices(YamlSource source, String name) {
    JsonNode when = source.root().path("when");
    List<Choice> choices = new ArrayList<>();
    if (when.isObject()) {
      choice(source, when, "/when", name, choices);
    } else {
      for (int i = 0; i < when.size(); i++) {
        choice(source, when.get(i), "/when/" + i, name, choices);
      }
    }
    if (when.isEmpty()) {
      source.problem("", "a decoder needs at least one of address, content-type and f-port (when)");
    }
    return choices;
  }

  private void choice(
      YamlSource source, JsonNode node, String at, String name, List<Choice> choices) {
    unknownKeys(source, node, at, CHOICE_KEYS, "when");
    Set<Integer> ports = new HashSet<>();
    JsonNode listed = node.path("f-port");
    for (JsonNode port :
        listed.isArray() ? listed : node.has("f-port") ? List.of(listed) : List.<JsonNode>of()) {
      if (!port.isIntegralNumber() || port.intValue() < 1 || port.intValue() > 255) {
        source.problem(at + "/f-port", "f-port must be 1 to 255 but is " + port.asText());
      } else {
        ports.add(port.intValue());
      }
    }
    if (!ports.isEmpty() && !hasUplinks) {
      source.problem(at + "/f-port", "f-port needs a shape with uplink in shapes.yaml");
    }
    String address = node.hasNonNull("address") ? node.get("address").asText() : null;
    if (address != null && !address.matches("[^/#]+(/[^/#]+)*(/#)?|#")) {
      source.problem(
          at + "/address",
          "address must be levels between slashes, + for any and # for the rest, but is \"%s\""
              .formatted(address));
    }
    String type =
        node.hasNonNull("content-type")
            ? node.get("content-type").asText().toLowerCase(Locale.ROOT)
            : null;
    if (address == null && type == null && ports.isEmpty()) {
      source.problem(at, "when needs an address, a content-type or an f-port");
      return;
    }
    NamePattern device = node.hasNonNull("device") ? device(source, node, at) : null;
    Choice choice = new Choice(address, type, Set.copyOf(ports), device);
    String other = taken.putIfAbsent(choice, name);
    if (other != null && !other.equals(name)) {
      source.problem(at, "decoder %s is chosen by the same".formatted(other));
    }
    choices.add(choice);
  }

  private static NamePattern device(YamlSource source, JsonNode node, String at) {
    String glob = node.get("device").asText();
    String problem = NamePattern.problem("device", glob);
    if (problem != null) {
      source.problem(at + "/device", problem);
      return null;
    }
    return new NamePattern(glob);
  }

  private CsvLines csv(YamlSource source) {
    JsonNode root = source.root();
    List<CsvLines.Column> columns = new ArrayList<>();
    JsonNode listed = root.path("columns");
    for (int i = 0; i < listed.size(); i++) {
      JsonNode column = listed.get(i);
      String at = "/columns/" + i;
      if (column.isObject()) {
        unknownKeys(source, column, at, COLUMN_KEYS, "a column");
        String kind = column.hasNonNull("kind") ? column.get("kind").asText() : null;
        String name = column.path("name").asText(kind);
        if (name == null) {
          source.problem(at, "a column needs a name or a kind");
        }
        checkKind(source, kinds, name, kind, column.path("unit"), at);
        columns.add(new CsvLines.Column(name, kind, column.path("unit").asText(null)));
      } else {
        boolean left = column.isNull() || column.asText().equals("-");
        columns.add(new CsvLines.Column(left ? null : column.asText(), null, null));
      }
    }
    boolean header = root.path("header").asBoolean();
    if (columns.isEmpty() && !header) {
      source.problem("", "csv needs columns, or header: true where the first line names them");
    }
    return new CsvLines(
        List.copyOf(columns),
        header,
        character(source, "separator", ','),
        character(source, "decimal", '.'),
        MOST_VALUES);
  }

  private static char character(YamlSource source, String key, char otherwise) {
    String text = source.root().path(key).asText(String.valueOf(otherwise));
    if (text.equals("tab")) {
      return '\t';
    }
    if (text.length() != 1) {
      source.problem(
          "/" + key, "%s must be one character, or tab, but is \"%s\"".formatted(key, text));
      return otherwise;
    }
    return text.charAt(0);
  }

  static void unknownKeys(
      YamlSource source, JsonNode node, String at, Set<String> known, String what) {
    source.unknownKeys(
        at,
        node,
        known,
        key -> "%s has no key \"%s\"%s".formatted(what, key, Nearest.hint(key, known)));
  }

  /** A unit means something only for a kind that has it. */
  static void checkKind(
      YamlSource source, Kinds kinds, String name, String kind, JsonNode unit, String at) {
    Kind known = null;
    if (kind != null) {
      known = kinds.kind(kind);
      if (known == null) {
        source.problem(
            at + "/kind",
            "kind must be one of kinds.yaml but is \"%s\"%s"
                .formatted(kind, Nearest.hint(kind, kinds.all().keySet())));
        return;
      }
    } else if (!unit.isMissingNode()) {
      Field field = kinds.field(name);
      if (field.role() != Field.Role.KIND) {
        source.problem(
            at + "/unit", "a unit needs a kind, and \"%s\" names none: give kind".formatted(name));
        return;
      }
      known = field.kind();
    }
    if (known != null
        && !unit.isMissingNode()
        && (known.quantity() == null || known.quantity().find(unit.asText()) == null)) {
      source.problem(
          at + "/unit",
          "%s has no unit \"%s\" (kinds.yaml has none of that name)"
              .formatted(known.name(), unit.asText()));
    }
  }
}
