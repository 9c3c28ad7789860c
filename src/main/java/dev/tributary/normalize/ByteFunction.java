package dev.tributary.normalize;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.schibsted.spt.data.jslt.Function;
import com.schibsted.spt.data.jslt.JsltException;
import java.math.BigInteger;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/**
 * What mappings need for payloads in bytes, which in JSLT are a list of numbers from 0 to 255. What
 * the payload does not have is null, so that its measurement is left out; what the mapping asks for
 * and cannot be had is an error.
 */
final class ByteFunction implements Function {
  /** Each byte of a list is a node. */
  private static final int MOST_BYTES = 4096;

  private static final int LONGEST_TEXT = 2 * MOST_BYTES;
  private static final int LONGEST_NUMBER = 8;

  static final List<Function> ALL =
      List.of(
          new ByteFunction("bytes", 2, 2, ByteFunction::bytes),
          new ByteFunction("hex", 1, 1, of -> text(HexFormat.of().formatHex(array(of[0])))),
          new ByteFunction(
              "base64", 1, 1, of -> text(Base64.getEncoder().encodeToString(array(of[0])))),
          new ByteFunction("uint", 3, 4, of -> whole("uint", of, false)),
          new ByteFunction("int", 3, 4, of -> whole("int", of, true)),
          new ByteFunction("float", 3, 4, ByteFunction::floating),
          new ByteFunction("bits", 3, 3, ByteFunction::bits));

  private final String name;
  private final int fewest;
  private final int most;
  private final Use use;

  private ByteFunction(String name, int fewest, int most, Use use) {
    this.name = name;
    this.fewest = fewest;
    this.most = most;
    this.use = use;
  }

  private interface Use {
    JsonNode of(JsonNode[] arguments);
  }

  @Override
  public String getName() {
    return name;
  }

  @Override
  public int getMinArguments() {
    return fewest;
  }

  @Override
  public int getMaxArguments() {
    return most;
  }

  @Override
  public JsonNode call(JsonNode input, JsonNode[] arguments) {
    return arguments[0].isNull() ? NullNode.getInstance() : use.of(arguments);
  }

  private static JsonNode text(String text) {
    return TextNode.valueOf(text);
  }

  private static JsonNode bytes(JsonNode[] arguments) {
    String encoding = arguments[1].asText();
    if (!encoding.equals("hex") && !encoding.equals("base64")) {
      throw new JsltException("bytes() reads \"hex\" or \"base64\", not " + arguments[1]);
    }
    String encoded = arguments[0].asText();
    if (encoded.length() > LONGEST_TEXT) {
      throw new JsltException("bytes() reads at most %d characters".formatted(LONGEST_TEXT));
    }
    byte[] decoded;
    try {
      decoded =
          encoding.equals("hex")
              ? HexFormat.of().parseHex(encoded)
              : Base64.getDecoder().decode(encoded);
    } catch (IllegalArgumentException e) {
      return NullNode.getInstance();
    }
    ArrayNode list = Numbers.NODES.arrayNode(decoded.length);
    for (byte b : decoded) {
      list.add(IntNode.valueOf(b & 0xFF));
    }
    return list;
  }

  private static byte[] array(JsonNode list) {
    if (list.size() > MOST_BYTES) {
      throw new JsltException("a list of bytes has at most " + MOST_BYTES);
    }
    return slice(list, 0, list.size());
  }

  private static byte[] slice(JsonNode list, int offset, int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      JsonNode number = list.get(offset + i);
      if (!number.isIntegralNumber() || number.intValue() < 0 || number.intValue() > 255) {
        throw new JsltException("a byte is 0 to 255 but this is " + Values.shown(number));
      }
      bytes[i] = (byte) number.intValue();
    }
    return bytes;
  }

  /** Most significant first; null where the list ends before. */
  private static byte[] number(String function, JsonNode[] arguments) {
    int offset = arguments[1].asInt(-1);
    int length = arguments[2].asInt(0);
    if (!arguments[0].isArray() || offset < 0 || length < 1 || length > LONGEST_NUMBER) {
      throw new JsltException(
          "%s() needs a list of bytes, an offset, and a length of 1 to %d"
              .formatted(function, LONGEST_NUMBER));
    }
    String endian = arguments.length > 3 ? arguments[3].asText() : "big";
    if (!endian.equals("big") && !endian.equals("little")) {
      throw new JsltException(
          "%s() reads \"big\" or \"little\", not %s".formatted(function, endian));
    }
    if (offset > arguments[0].size() - length) {
      return null;
    }
    byte[] bytes = slice(arguments[0], offset, length);
    if (endian.equals("little")) {
      for (int i = 0; i < length / 2; i++) {
        byte first = bytes[i];
        bytes[i] = bytes[length - 1 - i];
        bytes[length - 1 - i] = first;
      }
    }
    return bytes;
  }

  private static JsonNode whole(String function, JsonNode[] arguments, boolean signed) {
    byte[] bytes = number(function, arguments);
    return bytes == null
        ? NullNode.getInstance()
        : Numbers.NODES.numberNode(signed ? new BigInteger(bytes) : new BigInteger(1, bytes));
  }

  private static JsonNode floating(JsonNode[] arguments) {
    byte[] bytes = number("float", arguments);
    if (bytes == null) {
      return NullNode.getInstance();
    }
    if (bytes.length != Float.BYTES && bytes.length != Double.BYTES) {
      throw new JsltException("float() reads 4 or 8 bytes, not " + bytes.length);
    }
    JsonNode value = LayoutField.floating(bytes);
    return value == null ? NullNode.getInstance() : value;
  }

  private static JsonNode bits(JsonNode[] arguments) {
    int low = arguments[1].asInt(-1);
    int count = arguments[2].asInt(0);
    if (!arguments[0].isIntegralNumber() || low < 0 || count < 1 || low + count > 64) {
      throw new JsltException("bits() needs a whole number, the lowest bit, and how many, of 64");
    }
    BigInteger mask = BigInteger.ONE.shiftLeft(count).subtract(BigInteger.ONE);
    return Numbers.NODES.numberNode(arguments[0].bigIntegerValue().shiftRight(low).and(mask));
  }
}
