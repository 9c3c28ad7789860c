package dev.tributary.normalize;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;

/**
 * One value of a {@link BinaryLayout}.
 *
 * @param kind what it measures where its name does not say it, or null
 * @param offset of its first byte
 * @param length in bytes
 * @param little whether the least byte stands first
 * @param wordsSwapped whether the least register stands first
 * @param lowBit of a part of a number, or -1 for all of it
 * @param bits how many
 * @param scale value = raw * scale + add; null for 1
 * @param add or null for 0
 * @param unit or null
 * @param words what raw numbers stand for
 * @param nothing the raw number that stands for no reading, or null
 * @param optional whether the payload may end before it
 */
record LayoutField(
    String name,
    String kind,
    int offset,
    int length,
    Type type,
    boolean little,
    boolean wordsSwapped,
    int lowBit,
    int bits,
    BigDecimal scale,
    BigDecimal add,
    String unit,
    Map<String, JsonNode> words,
    BigDecimal nothing,
    boolean optional) {

  enum Type {
    UNSIGNED,
    SIGNED,
    FLOAT,
    BOOL,
    TEXT,
    HEX,
    BCD
  }

  int end() {
    return offset + length;
  }

  /** The value, or null where there is no reading. */
  JsonNode read(byte[] payload) throws MalformedPayload {
    byte[] bytes = bytes(payload);
    return switch (type) {
      case TEXT -> text(bytes);
      case HEX -> Numbers.NODES.textNode(HexFormat.of().formatHex(bytes));
      case FLOAT -> {
        JsonNode value = floating(bytes);
        yield value == null ? null : number(value.decimalValue());
      }
      case BCD -> number(bcd(bytes));
      case BOOL -> bool(new BigInteger(1, bytes).signum() != 0);
      case UNSIGNED, SIGNED -> whole(bytes);
    };
  }

  /** Of most significant byte first. */
  private byte[] bytes(byte[] payload) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      int at = little ? length - 1 - i : i;
      if (wordsSwapped) {
        // the registers in reverse, the two bytes of each as they are
        at = (length / 2 - 1 - at / 2) * 2 + at % 2;
      }
      bytes[i] = payload[offset + at];
    }
    return bytes;
  }

  private JsonNode whole(byte[] bytes) {
    BigInteger raw = type == Type.SIGNED ? new BigInteger(bytes) : new BigInteger(1, bytes);
    if (lowBit >= 0) {
      raw = raw.shiftRight(lowBit).and(BigInteger.ONE.shiftLeft(bits).subtract(BigInteger.ONE));
      if (bits == 1 && words.isEmpty() && scale == null) {
        return bool(raw.signum() != 0);
      }
    }
    return number(new BigDecimal(raw));
  }

  private JsonNode bool(boolean raw) {
    JsonNode word = words.get(raw ? "1" : "0");
    return word == null ? Numbers.NODES.booleanNode(raw) : word;
  }

  /** Of four or eight bytes; null for NaN and infinities. */
  static JsonNode floating(byte[] bytes) {
    BigInteger bits = new BigInteger(bytes);
    boolean single = bytes.length == Float.BYTES;
    double value =
        single ? Float.intBitsToFloat(bits.intValue()) : Double.longBitsToDouble(bits.longValue());
    if (!Double.isFinite(value)) {
      return null;
    }
    String shortest = single ? Float.toString((float) value) : Double.toString(value);
    return Numbers.NODES.numberNode(plain(new BigDecimal(shortest).stripTrailingZeros()));
  }

  /** Without an exponent. */
  private static BigDecimal plain(BigDecimal value) {
    return value.scale() < 0 ? value.setScale(0) : value;
  }

  private BigDecimal bcd(byte[] bytes) throws MalformedPayload {
    String digits = HexFormat.of().formatHex(bytes);
    if (!digits.chars().allMatch(Character::isDigit)) {
      throw new MalformedPayload("field %s is no BCD: %s".formatted(name, Values.cut(digits)));
    }
    return new BigDecimal(digits);
  }

  private JsonNode number(BigDecimal raw) {
    if (nothing != null && raw.compareTo(nothing) == 0) {
      return null;
    }
    if (!words.isEmpty()) {
      JsonNode word = words.get(raw.toPlainString());
      if (word != null) {
        return word;
      }
    }
    BigDecimal value = scale == null ? raw : raw.multiply(scale);
    value = add == null ? value : value.add(add);
    return Numbers.NODES.numberNode(plain(value));
  }

  private JsonNode text(byte[] bytes) throws MalformedPayload {
    int end = 0;
    while (end < bytes.length && bytes[end] != 0) {
      if (bytes[end] < ' ') {
        throw new MalformedPayload("field %s is no ASCII text".formatted(name));
      }
      end++;
    }
    return Numbers.NODES.textNode(new String(bytes, 0, end, StandardCharsets.US_ASCII).strip());
  }
}
