package dev.tributary.normalize;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.config.Nearest;
import dev.tributary.config.YamlSource;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads the fields of a binary layout, or of one of Modbus registers. */
final class LayoutReader {
  static final Set<String> FIELD_KEYS =
      Set.of(
          "name",
          "kind",
          "offset",
          "register",
          "type",
          "length",
          "endian",
          "words",
          "bit",
          "bits",
          "scale",
          "add",
          "unit",
          "values",
          "nothing",
          "optional",
          "description");

  static final Map<String, Typed> TYPES = types();

  private static final int LAST_BYTE = 65_535;
  private static final int LONGEST = 1024;

  /**
   * @param length in bytes, or 0 where the field says it
   */
  record Typed(LayoutField.Type type, int length) {}

  private static Map<String, Typed> types() {
    Map<String, Typed> types = new HashMap<>();
    for (int bytes : new int[] {1, 2, 3, 4, 6, 8}) {
      types.put("uint" + 8 * bytes, new Typed(LayoutField.Type.UNSIGNED, bytes));
      types.put("int" + 8 * bytes, new Typed(LayoutField.Type.SIGNED, bytes));
    }
    types.put("float32", new Typed(LayoutField.Type.FLOAT, 4));
    types.put("float64", new Typed(LayoutField.Type.FLOAT, 8));
    types.put("bool", new Typed(LayoutField.Type.BOOL, 1));
    types.put("text", new Typed(LayoutField.Type.TEXT, 0));
    types.put("hex", new Typed(LayoutField.Type.HEX, 0));
    types.put("bcd", new Typed(LayoutField.Type.BCD, 0));
    return Map.copyOf(types);
  }

  private final YamlSource source;
  private final Kinds kinds;
  private final boolean registers;
  private final JsonNode file;

  /**
   * @param registers whether places are counted in registers of two bytes
   */
  LayoutReader(YamlSource source, Kinds kinds, boolean registers) {
    this.source = source;
    this.kinds = kinds;
    this.registers = registers;
    this.file = source.root();
  }

  BinaryLayout read() {
    int length = number(file, "length", "", 0, LAST_BYTE, 0);
    List<LayoutField> fields = new ArrayList<>();
    JsonNode list = file.path("fields");
    if (!list.isArray() || list.isEmpty()) {
      source.problem(
          list.isMissingNode() ? "" : "/fields", "fields must be a list of at least one field");
    }
    for (int i = 0; i < list.size(); i++) {
      String at = "/fields/" + i;
      LayoutField field = field(list.get(i), at);
      if (field != null) {
        overlap(field, at, fields);
        if (length > 0 && field.end() > length) {
          source.problem(
              at,
              "field %s ends at byte %d but the payload has %d (length)"
                  .formatted(field.name(), field.end() - 1, length));
        }
        fields.add(field);
      }
    }
    return new BinaryLayout(List.copyOf(fields), length);
  }

  private LayoutField field(JsonNode node, String at) {
    DecoderReader.unknownKeys(source, node, at, FIELD_KEYS, "a field");
    String name = node.path("name").asText();
    String kind = node.hasNonNull("kind") ? node.get("kind").asText() : null;
    if (name.isEmpty() && kind == null) {
      source.problem(at, "a field needs a name or a kind");
      return null;
    }
    DecoderReader.checkKind(source, kinds, name, kind, node.path("unit"), at);
    boolean isBits = node.has("bit") || node.has("bits");
    String type = node.path("type").asText(registers ? "uint16" : isBits ? "uint8" : "");
    Typed typed = TYPES.get(type);
    if (typed == null) {
      source.problem(
          at + "/type",
          "type must be one of %s but is \"%s\"%s"
              .formatted(
                  String.join(", ", TYPES.keySet().stream().sorted().toList()),
                  type,
                  Nearest.hint(type, TYPES.keySet())));
      return null;
    }
    int length = typed.length();
    if (length == 0) {
      length = number(node, "length", at, 1, LONGEST, 0);
      if (length == 0) {
        source.problem(at, "a field of type %s needs a length in bytes".formatted(type));
        return null;
      }
    }
    return made(node, at, name.isEmpty() ? kind : name, kind, typed.type(), length);
  }

  private LayoutField made(
      JsonNode node, String at, String name, String kind, LayoutField.Type type, int length) {
    int offset = offset(node, at);
    int[] bits = bits(node, at, type, length);
    Map<String, JsonNode> words = new HashMap<>();
    for (Map.Entry<String, JsonNode> word : node.path("values").properties()) {
      BigDecimal raw = raw(word.getKey());
      if (raw == null || !word.getValue().isValueNode()) {
        source.problem(at + "/values", "values must be a text or truth for each raw number");
      } else {
        words.put(raw.toPlainString(), word.getValue());
      }
    }
    boolean isNumber =
        type == LayoutField.Type.UNSIGNED
            || type == LayoutField.Type.SIGNED
            || type == LayoutField.Type.FLOAT
            || type == LayoutField.Type.BCD;
    for (String key : new String[] {"scale", "add", "nothing"}) {
      if (node.has(key) && !isNumber) {
        source.problem(at + "/" + key, "%s is for numbers only".formatted(key));
      }
    }
    if (offset < 0 || bits == null) {
      return null;
    }
    boolean swapped = word(node, at, "words", registers && length > 2);
    if (swapped && length % 2 != 0) {
      source.problem(at, "words: little needs whole registers of two bytes");
      return null;
    }
    return new LayoutField(
        name,
        kind,
        offset,
        length,
        type,
        word(node, at, "endian", isNumber && !registers),
        swapped,
        bits[0],
        bits[1],
        decimal(node, "scale", at),
        decimal(node, "add", at),
        node.hasNonNull("unit") ? node.get("unit").asText() : null,
        Map.copyOf(words),
        decimal(node, "nothing", at),
        node.path("optional").asBoolean());
  }

  private int offset(JsonNode node, String at) {
    String key = registers ? "register" : "offset";
    String other = registers ? "offset" : "register";
    if (node.has(other)) {
      source.problem(
          at + "/" + other, "a field of this format has %s, not %s".formatted(key, other));
    }
    if (!node.has(key)) {
      source.problem(at, "a field needs its place (%s)".formatted(key));
      return -1;
    }
    int first = registers ? number(file, "first", "", 0, LAST_BYTE, 0) : 0;
    int place = number(node, key, at, first, LAST_BYTE, -1);
    return place < 0 ? -1 : registers ? (place - first) * 2 : place;
  }

  /** The lowest bit and how many, or null where this is wrong. */
  private int[] bits(JsonNode node, String at, LayoutField.Type type, int length) {
    if (!node.has("bit") && !node.has("bits")) {
      return new int[] {-1, 0};
    }
    String key = node.has("bit") ? "bit" : "bits";
    String text = source.text(at + "/" + key);
    String[] ends = text.split("-", 2);
    try {
      int low = Integer.parseInt(ends[0].strip());
      int high = ends.length == 2 ? Integer.parseInt(ends[1].strip()) : low;
      if (low >= 0 && high >= low && high < 8 * length && type == LayoutField.Type.UNSIGNED) {
        return new int[] {low, high - low + 1};
      }
    } catch (NumberFormatException e) {
      // told below
    }
    source.problem(
        at + "/" + key,
        "%s must lie in 0 to %d of an unsigned number, as in 3 or 4-6, but is %s"
            .formatted(key, 8 * length - 1, text));
    return null;
  }

  /** Whether this word says little. */
  private boolean word(JsonNode node, String at, String key, boolean applies) {
    boolean own = node.has(key);
    String word = own ? node.get(key).asText() : file.path(key).asText("big");
    if (own && !applies) {
      source.problem(at + "/" + key, "%s has no meaning here".formatted(key));
    }
    if (!word.equals("big") && !word.equals("little")) {
      source.problem(
          own ? at + "/" + key : "/" + key,
          "%s must be big or little but is \"%s\"".formatted(key, word));
    }
    return applies && word.equals("little");
  }

  private void overlap(LayoutField field, String at, List<LayoutField> before) {
    for (LayoutField other : before) {
      boolean sameBytes = field.offset() < other.end() && other.offset() < field.end();
      if (sameBytes && !areOtherBits(field, other)) {
        source.problem(
            at,
            "field %s (bytes %d to %d) overlaps with %s (bytes %d to %d)"
                .formatted(
                    field.name(),
                    field.offset(),
                    field.end() - 1,
                    other.name(),
                    other.offset(),
                    other.end() - 1));
        return;
      }
    }
  }

  private static boolean areOtherBits(LayoutField field, LayoutField other) {
    if (field.lowBit() < 0 || other.lowBit() < 0) {
      return false;
    }
    boolean sameNumber = field.offset() == other.offset() && field.length() == other.length();
    return !sameNumber
        || field.lowBit() + field.bits() <= other.lowBit()
        || other.lowBit() + other.bits() <= field.lowBit();
  }

  private int number(JsonNode node, String key, String at, int least, int most, int otherwise) {
    if (!node.has(key)) {
      return otherwise;
    }
    JsonNode value = node.get(key);
    if (value.isIntegralNumber()
        && value.canConvertToInt()
        && value.intValue() >= least
        && value.intValue() <= most) {
      return value.intValue();
    }
    source.problem(
        at + "/" + key,
        "%s must be %d to %d but is %s".formatted(key, least, most, source.text(at + "/" + key)));
    return otherwise;
  }

  private BigDecimal decimal(JsonNode node, String key, String at) {
    if (!node.has(key)) {
      return null;
    }
    BigDecimal value = raw(node.get(key).asText());
    if (value == null || Math.abs(value.scale()) > 30) {
      source.problem(
          at + "/" + key, "%s must be a number but is %s".formatted(key, node.get(key).asText()));
      return null;
    }
    return value;
  }

  /** A number, hexadecimal too. */
  private static BigDecimal raw(String text) {
    try {
      return text.startsWith("0x")
          ? new BigDecimal(new java.math.BigInteger(text.substring(2), 16))
          : Numbers.of(text);
    } catch (NumberFormatException e) {
      return null;
    }
  }
}
