package dev.tributary.normalize;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ValueNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;

/** Numbers as they were sent: digits are kept, what arithmetic added is rounded away. */
final class Numbers {
  /** Makes trees, in which a number that no double holds is none. */
  static final JsonNodeFactory NODES = new Bounded();

  private static final int LONGEST = 40;
  private static final int GREATEST_EXPONENT = 308;

  /** A double holds fifteen digits for sure; the sixteenth is what 0.1 * 3 goes wrong in. */
  private static final MathContext DOUBLE = new MathContext(15);

  private Numbers() {}

  /** The number, or null where this is none, {@code "21.5"} being one. */
  static Number of(JsonNode node) {
    if (node.isTextual()) {
      return of(node.textValue().strip());
    }
    if (!node.isNumber()) {
      return null;
    }
    if (node.isDouble() || node.isFloat()) {
      double value = node.doubleValue();
      return Double.isFinite(value) ? Unit.plain(new BigDecimal(value, DOUBLE)) : null;
    }
    Number number = node.numberValue();
    return number instanceof BigDecimal decimal && !sane(decimal) ? null : number;
  }

  static BigDecimal of(String text) {
    if (text.isEmpty() || text.length() > LONGEST) {
      return null;
    }
    char first = text.charAt(0);
    if (first > '9') {
      return null;
    }
    try {
      BigDecimal number = new BigDecimal(text);
      return sane(number) ? number : null;
    } catch (NumberFormatException e) {
      return null;
    }
  }

  static BigDecimal decimal(Number number) {
    if (number instanceof BigDecimal decimal) {
      return decimal;
    }
    return number instanceof Integer || number instanceof Long
        ? BigDecimal.valueOf(number.longValue())
        : new BigDecimal(number.toString());
  }

  /**
   * NaN, an infinity, or a number beyond all that is measured: shown as it was sent, and neither
   * number nor text.
   */
  static JsonNode none(Object sent) {
    return NODES.pojoNode(sent);
  }

  /** Arithmetic with 1e999999999 would take all memory there is. */
  private static boolean sane(BigDecimal number) {
    long exponent = (long) number.precision() - number.scale() - 1;
    return Math.abs(exponent) <= GREATEST_EXPONENT;
  }

  private static final class Bounded extends JsonNodeFactory {
    private static final long serialVersionUID = 1L;

    @Override
    public ValueNode numberNode(BigDecimal number) {
      return sane(number) ? super.numberNode(number) : pojoNode(number);
    }

    @Override
    public ValueNode numberNode(BigInteger number) {
      return number.bitLength() < Double.MAX_EXPONENT ? super.numberNode(number) : pojoNode(number);
    }
  }
}
