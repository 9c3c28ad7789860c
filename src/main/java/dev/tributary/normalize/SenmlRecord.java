package dev.tributary.normalize;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.contract.Reason;
import dev.tributary.contract.Rejection;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** One SenML record, whether JSON or CBOR named its fields. */
final class SenmlRecord {
  private static final Set<String> LABELS =
      Set.of("bn", "bt", "bu", "bv", "bs", "bver", "n", "u", "v", "vs", "vb", "vd", "s", "t", "ut");

  /** The integer labels of SenML CBOR as the parser spells them. */
  private static final Map<String, String> CBOR_LABELS =
      Map.ofEntries(
          Map.entry("-1", "bver"),
          Map.entry("-2", "bn"),
          Map.entry("-3", "bt"),
          Map.entry("-4", "bu"),
          Map.entry("-5", "bv"),
          Map.entry("-6", "bs"),
          Map.entry("0", "n"),
          Map.entry("1", "u"),
          Map.entry("2", "v"),
          Map.entry("3", "vs"),
          Map.entry("4", "vb"),
          Map.entry("5", "s"),
          Map.entry("6", "t"),
          Map.entry("7", "ut"),
          Map.entry("8", "vd"));

  private final Map<String, JsonNode> fields = new HashMap<>();

  SenmlRecord(JsonNode record) {
    for (Map.Entry<String, JsonNode> member : record.properties()) {
      String label = label(member.getKey());
      if (label.endsWith("_")) {
        throw new Rejection(
            Reason.UNREADABLE,
            "SenML field \"%s\" must be understood, and is not".formatted(Values.cut(label)));
      }
      fields.put(label, member.getValue());
    }
  }

  JsonNode get(String label) {
    return fields.get(label);
  }

  String text(String label, String otherwise) {
    JsonNode value = fields.get(label);
    if (value == null) {
      return otherwise;
    }
    if (!value.isTextual()) {
      throw wrong(label, "text", value);
    }
    return value.textValue();
  }

  BigDecimal number(String label, BigDecimal otherwise) {
    JsonNode value = fields.get(label);
    if (value == null) {
      return otherwise;
    }
    Number number = value.isNumber() ? Numbers.of(value) : null;
    if (number == null) {
      throw wrong(label, "number", value);
    }
    return Numbers.decimal(number);
  }

  private static Rejection wrong(String label, String type, JsonNode value) {
    return new Rejection(
        Reason.UNREADABLE,
        "SenML field %s is a %s but this is %s".formatted(label, type, Values.shown(value)));
  }

  static String label(String key) {
    return CBOR_LABELS.getOrDefault(key, key);
  }

  /** Also one that a sender made up and says that it must be understood. */
  static boolean isLabel(String label) {
    return LABELS.contains(label) || label.endsWith("_");
  }
}
