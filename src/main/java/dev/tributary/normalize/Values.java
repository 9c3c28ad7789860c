package dev.tributary.normalize;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** From a value as it was sent to one of its kind's type and unit, within what is possible. */
final class Values {
  static final int LONGEST_TEXT = 1024;
  private static final int LONGEST_UNIT = 64;

  private final Kinds kinds;

  Values(Kinds kinds) {
    this.kinds = kinds;
  }

  /** A value of this kind, which may be another than the one that was measured. */
  record Valid(Kind kind, Object value, boolean suspect) {}

  /** The value, or null where there is no reading. */
  Valid of(Measurement measurement) throws InvalidValue {
    JsonNode node = measurement.value();
    Kind kind = measurement.kind();
    if (node.isNull() || node.isMissingNode() || isNothing(node)) {
      return null;
    }
    return switch (kind.type()) {
      case NUMBER -> number(kind, measurement);
      case BOOLEAN -> new Valid(kind, truth(kind, node), false);
      case STRING -> new Valid(kind, text(kind, node), false);
      case POSITION -> position(kind, node);
    };
  }

  /** A kind that a mapping made up: any scalar, taken as it is. */
  Valid ofUnknownKind(Measurement measurement) throws InvalidValue {
    JsonNode node = measurement.value();
    if (node.isNull() || node.isMissingNode() || isNothing(node)) {
      return null;
    }
    if (node.isBoolean()) {
      return new Valid(null, node.booleanValue(), false);
    }
    String unit = measurement.unitName();
    if (unit != null && unit.length() > LONGEST_UNIT) {
      throw new InvalidValue("%s has no unit \"%s\"".formatted(measurement.name(), cut(unit)));
    }
    Object value = node.isTextual() ? node.textValue() : Numbers.of(node);
    if (value == null || (value instanceof String text && text.length() > LONGEST_TEXT)) {
      throw new InvalidValue(
          "%s must be a number, a truth or a short text but is %s"
              .formatted(measurement.name(), shown(node)));
    }
    return new Valid(null, value, false);
  }

  boolean isSecret(String name) {
    return kinds.isSecret(name);
  }

  private boolean isNothing(JsonNode node) {
    return node.isTextual() && kinds.isNothing(node.textValue());
  }

  private Valid number(Kind asNamed, Measurement measurement) throws InvalidValue {
    Kind kind = measurement.unitName() == null ? asNamed : inUnit(asNamed, measurement.unitName());
    Unit unit = unit(kind, measurement);
    Number number = Numbers.of(measurement.value());
    if (number == null && measurement.value().isTextual()) {
      // "21.5 °C"
      String text = measurement.value().textValue().strip();
      int end = numberEnd(text);
      number = Numbers.of(text.substring(0, end));
      if (number != null) {
        String name = text.substring(end).strip();
        kind = inUnit(kind, name);
        unit = named(kind, name);
      }
    }
    if (number == null) {
      throw new InvalidValue(
          kind.name() + " is a number but this is " + shown(measurement.value()));
    }
    if (unit == null) {
      for (Kind.Instead instead : kind.instead()) {
        if (instead.range().holds(number.doubleValue())) {
          kind = kinds.kind(instead.kind());
          unit = instead.unit();
          break;
        }
      }
    }
    Object value = unit == null || unit.isBase() ? number : unit.toBase(Numbers.decimal(number));
    double size = ((Number) value).doubleValue();
    if (!kind.possible().holds(size)) {
      throw new InvalidValue(
          "%s must be %s%s but is %s"
              .formatted(
                  kind.name(),
                  kind.possible(),
                  kind.unit() == null ? "" : " " + kind.unit(),
                  cut(value.toString())));
    }
    return new Valid(kind, value, !kind.plausible().holds(size));
  }

  private Unit unit(Kind kind, Measurement measurement) throws InvalidValue {
    String name = measurement.unitName();
    return name == null || kind.quantity() == null ? measurement.unit() : named(kind, name);
  }

  /**
   * A battery in volts is a battery_voltage: the kind that this one may be instead, by its unit.
   */
  private Kind inUnit(Kind kind, String unit) {
    if (kind.quantity() != null && kind.quantity().find(unit) == null) {
      for (Kind.Instead instead : kind.instead()) {
        Kind other = kinds.kind(instead.kind());
        if (other.quantity().find(unit) != null) {
          return other;
        }
      }
    }
    return kind;
  }

  private static Unit named(Kind kind, String name) throws InvalidValue {
    Unit unit = kind.quantity() == null ? null : kind.quantity().find(name);
    if (unit == null) {
      throw new InvalidValue(
          "%s has no unit \"%s\" (kinds.yaml has none of that name)"
              .formatted(kind.name(), cut(name)));
    }
    return unit;
  }

  private static int numberEnd(String text) {
    int end = 0;
    while (end < text.length() && "+-.0123456789".indexOf(text.charAt(end)) >= 0) {
      end++;
    }
    return end;
  }

  private Boolean truth(Kind kind, JsonNode node) throws InvalidValue {
    if (node.isBoolean()) {
      return node.booleanValue();
    }
    String word = node.isValueNode() ? node.asText().strip().toLowerCase(Locale.ROOT) : "";
    if (kind.words().get(word) instanceof Boolean truth) {
      return truth;
    }
    Boolean truth = kinds.truth(word);
    if (truth == null) {
      throw new InvalidValue(kind.name() + " is true or false but this is " + shown(node));
    }
    return truth;
  }

  private static String text(Kind kind, JsonNode node) throws InvalidValue {
    if (!node.isValueNode() || node.isPojo()) {
      throw new InvalidValue(kind.name() + " is a text but this is " + shown(node));
    }
    String text = node.asText().strip();
    Object word = kind.words().get(text.toLowerCase(Locale.ROOT));
    if (word != null) {
      return word.toString();
    }
    if (text.length() > LONGEST_TEXT) {
      throw new InvalidValue(
          "%s has at most %d characters but this one %d"
              .formatted(kind.name(), LONGEST_TEXT, text.length()));
    }
    return text;
  }

  private static Valid position(Kind kind, JsonNode node) throws InvalidValue {
    Map<String, Object> position = new LinkedHashMap<>(8);
    for (Map.Entry<String, Range> part : kind.parts().entrySet()) {
      String name = part.getKey();
      boolean required = name.equals("lat") || name.equals("lon");
      JsonNode value = node.path(name);
      Number number = value.isMissingNode() ? null : Numbers.of(value);
      boolean possible = number != null && part.getValue().holds(number.doubleValue());
      if (possible) {
        position.put(name, number);
      } else if (required) {
        throw new InvalidValue(
            "%s of a %s must be %s but is %s"
                .formatted(name, kind.name(), part.getValue(), shown(value)));
      }
    }
    // where a receiver without a fix claims to be
    boolean nowhere = isZero(position.get("lat")) && isZero(position.get("lon"));
    return new Valid(kind, position, nowhere);
  }

  private static boolean isZero(Object value) {
    return value instanceof BigDecimal decimal
        ? decimal.signum() == 0
        : ((Number) value).doubleValue() == 0;
  }

  static String shown(JsonNode node) {
    if (node.isMissingNode()) {
      return "missing";
    }
    if (node.isContainerNode()) {
      return node.isArray() ? "a list" : "an object";
    }
    return node.isTextual() ? "\"" + cut(node.textValue()) + "\"" : cut(node.asText());
  }

  static String cut(String text) {
    String start = text.length() > 40 ? text.substring(0, 40) + "…" : text;
    return start.replaceAll("[\\p{Cntrl}\\p{Cf}\\p{Cs}]", "?");
  }
}
