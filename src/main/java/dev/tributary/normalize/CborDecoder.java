package dev.tributary.normalize;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.contract.Reason;
import dev.tributary.contract.Rejection;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * CBOR (RFC 8949) as a tree, in one pass. A parser of our own because what is stored must be what
 * was sent: a tag either keeps its meaning or is refused, and no payload costs more than its
 * length.
 */
final class CborDecoder {
  private static final int UNSIGNED = 0;
  private static final int NEGATIVE = 1;
  private static final int BYTES = 2;
  private static final int TEXT = 3;
  private static final int LIST = 4;
  private static final int MAP = 5;
  private static final int TAG = 6;

  private static final int INDEFINITE = 31;
  private static final int BREAK = 0xFF;
  private static final int MOST_TAGS = 4;

  /** 400 digits, as for JSON. */
  private static final int MOST_BIGNUM_BYTES = 166;

  /** More binary places than these are read as a double has them. */
  private static final int MOST_EXACT_PLACES = 64;

  private static final BigInteger FIVE = BigInteger.valueOf(5);

  private final byte[] data;
  private final int maxDepth;
  private final int maxValues;
  private int at;
  private int values;

  private CborDecoder(byte[] data, int maxDepth, int maxValues) {
    this.data = data;
    this.maxDepth = maxDepth;
    this.maxValues = maxValues;
  }

  /**
   * @throws Rejection {@code unreadable} or {@code too-large}
   */
  static JsonNode decode(byte[] data, int maxDepth, int maxValues) {
    CborDecoder decoder = new CborDecoder(data, maxDepth, maxValues);
    JsonNode tree = decoder.item(0, 0);
    if (decoder.at < data.length) {
      throw unreadable("something follows its end");
    }
    return tree;
  }

  /**
   * @param depth of the list or map that this is in
   * @param tags how many stand right before it
   */
  private JsonNode item(int depth, int tags) {
    int head = next();
    int info = head & 31;
    if (head >> 5 == TAG) {
      return tagged(argument(info), depth, tags);
    }
    if (++values > maxValues) {
      throw Decoder.tooManyValues(maxValues);
    }
    return switch (head >> 5) {
      case UNSIGNED, NEGATIVE -> integer(head);
      case BYTES -> Numbers.NODES.binaryNode(bytes(info));
      case TEXT -> Numbers.NODES.textNode(text(info));
      case LIST -> list(info, inside(depth));
      case MAP -> map(info, inside(depth));
      default -> simpleOrFloat(info);
    };
  }

  private int inside(int depth) {
    if (depth == maxDepth) {
      throw unreadable("it is nested deeper than " + maxDepth);
    }
    return depth + 1;
  }

  private JsonNode list(int info, int depth) {
    int length = length(info, 1);
    ArrayNode list = Numbers.NODES.arrayNode();
    for (int i = 0; length < 0 ? !atBreak() : i < length; i++) {
      list.add(item(depth, 0));
    }
    return list;
  }

  private JsonNode map(int info, int depth) {
    int length = length(info, 2);
    ObjectNode map = Numbers.NODES.objectNode();
    for (int i = 0; length < 0 ? !atBreak() : i < length; i++) {
      if (map.replace(name(), item(depth, 0)) != null) {
        throw unreadable("a name stands twice in one object");
      }
    }
    return map;
  }

  private String name() {
    int head = next();
    return switch (head >> 5) {
      case TEXT -> text(head & 31);
      case UNSIGNED, NEGATIVE -> integer(head).asText();
      default -> throw malformed(at - 1);
    };
  }

  private JsonNode integer(int head) {
    long argument = argument(head & 31);
    if (argument < 0) {
      BigInteger unsigned = new BigInteger(Long.toUnsignedString(argument));
      return Numbers.NODES.numberNode(head >> 5 == NEGATIVE ? unsigned.not() : unsigned);
    }
    long value = head >> 5 == NEGATIVE ? ~argument : argument;
    return (int) value == value
        ? Numbers.NODES.numberNode((int) value)
        : Numbers.NODES.numberNode(value);
  }

  private JsonNode simpleOrFloat(int info) {
    return switch (info) {
      case 20 -> Numbers.NODES.booleanNode(false);
      case 21 -> Numbers.NODES.booleanNode(true);
      // null, and undefined
      case 22, 23 -> Numbers.NODES.nullNode();
      case 25 -> floating(half((int) argument(25)));
      case 26 -> floating(Float.intBitsToFloat((int) argument(26)));
      case 27 -> {
        double value = Double.longBitsToDouble(argument(27));
        yield Double.isFinite(value)
            ? Numbers.NODES.numberNode(BigDecimal.valueOf(value))
            : Numbers.none(value);
      }
      default -> {
        int start = at - 1;
        throw info > 24
            ? malformed(start)
            : unreadable(
                "simple value %d at byte %d is not supported".formatted(argument(info), start));
      }
    };
  }

  private static JsonNode floating(float value) {
    return Float.isFinite(value)
        ? Numbers.NODES.numberNode(new BigDecimal(Float.toString(value)))
        : Numbers.none(value);
  }

  private static float half(int bits) {
    int exponent = (bits >> 10) & 31;
    int fraction = bits & 0x3FF;
    float size;
    if (exponent == 31) {
      size = fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
    } else {
      size =
          exponent == 0
              ? Math.scalb((float) fraction, -24)
              : Math.scalb((float) (fraction + 0x400), exponent - 25);
    }
    return bits >> 15 == 0 ? size : -size;
  }

  /** Only what a tree says just as well, or what becomes a number, may have a tag. */
  private JsonNode tagged(long tag, int depth, int before) {
    if (before == MOST_TAGS) {
      throw unreadable("more than %d tags in a row at byte %d".formatted(MOST_TAGS, at));
    }
    if (tag < 0 || tag > 55_799) {
      throw unsupported(tag);
    }
    return switch ((int) tag) {
      // a date as text; a URI, base64, a pattern, a MIME message
      case 0, 32, 33, 34, 35, 36 -> content(tag, nextMajor() == TEXT, depth);
      case 1 -> content(tag, isPlainNumber(), depth);
      case 2, 3 -> bignumNode(tag);
      case 4, 5 -> fraction(tag);
      // how to show bytes elsewhere
      case 21, 22, 23 -> item(depth, before + 1);
      // bytes that are CBOR stay bytes
      case 24 -> content(tag, nextMajor() == BYTES, depth);
      // this is CBOR
      case 55_799 -> item(depth, before + 1);
      default -> throw unsupported(tag);
    };
  }

  private JsonNode content(long tag, boolean fits, int depth) {
    require(tag, fits);
    return item(depth, MOST_TAGS);
  }

  private void require(long tag, boolean fits) {
    if (!fits) {
      throw unreadable("tag %d does not fit what follows it at byte %d".formatted(tag, at));
    }
  }

  private boolean isPlainNumber() {
    int major = nextMajor();
    int info = at < data.length ? data[at] & 31 : 0;
    return major == UNSIGNED || major == NEGATIVE || (major == 7 && info >= 25 && info <= 27);
  }

  private JsonNode bignumNode(long tag) {
    BigInteger value = bignum(tag);
    if (++values > maxValues) {
      throw Decoder.tooManyValues(maxValues);
    }
    return value.bitLength() < Long.SIZE
        ? Numbers.NODES.numberNode(value.longValue())
        : Numbers.NODES.numberNode(value);
  }

  private BigInteger bignum(long tag) {
    require(tag, nextMajor() == BYTES);
    BigInteger size = new BigInteger(1, bytes(next() & 31));
    if (size.bitLength() > 8 * MOST_BIGNUM_BYTES) {
      throw unreadable("a number of more than 400 digits");
    }
    return tag == 3 ? size.not() : size;
  }

  /** Two integers: an exponent of ten (tag 4) or two (tag 5), and what it is multiplied with. */
  private JsonNode fraction(long tag) {
    int start = at;
    int head = next();
    if (++values > maxValues) {
      throw Decoder.tooManyValues(maxValues);
    }
    int length = head >> 5 == LIST ? length(head & 31, 1) : 0;
    if (length != 2 || nextMajor() > NEGATIVE) {
      at = start;
      require(tag, false);
    }
    JsonNode exponent = integer(next());
    int major = nextMajor();
    BigInteger mantissa;
    if (major == TAG) {
      next();
      long inner = argument(data[at - 1] & 31);
      require(tag, inner == 2 || inner == 3);
      mantissa = bignum(inner);
    } else {
      require(tag, major == UNSIGNED || major == NEGATIVE);
      mantissa = integer(next()).bigIntegerValue();
    }
    return exponent.isInt()
        ? fraction(mantissa, exponent.intValue(), tag == 4)
        : Numbers.none(shown(mantissa, exponent.asText(), tag == 4));
  }

  private static JsonNode fraction(BigInteger mantissa, int exponent, boolean decimal) {
    if (decimal && exponent > Integer.MIN_VALUE) {
      return Numbers.NODES.numberNode(new BigDecimal(mantissa, -exponent));
    }
    long bits = (long) mantissa.bitLength() + exponent;
    if (decimal || bits >= Double.MAX_EXPONENT + 1 || bits <= Double.MIN_EXPONENT) {
      return Numbers.none(shown(mantissa, Integer.toString(exponent), decimal));
    }
    if (exponent >= 0) {
      return Numbers.NODES.numberNode(mantissa.shiftLeft(exponent));
    }
    if (exponent >= -MOST_EXACT_PLACES) {
      return Numbers.NODES.numberNode(
          new BigDecimal(mantissa.multiply(FIVE.pow(-exponent)), -exponent));
    }
    int less = Math.max(0, mantissa.bitLength() - Long.SIZE);
    double value = Math.scalb(mantissa.shiftRight(less).doubleValue(), exponent + less);
    return Numbers.NODES.numberNode(BigDecimal.valueOf(value));
  }

  private static String shown(BigInteger mantissa, String exponent, boolean decimal) {
    return mantissa + (decimal ? "*10^" : "*2^") + exponent;
  }

  private String text(int info) {
    if (info != INDEFINITE) {
      return utf8(length(info, 1));
    }
    StringBuilder all = new StringBuilder();
    while (!atBreak()) {
      all.append(utf8(pieceLength(TEXT)));
    }
    return all.toString();
  }

  private byte[] bytes(int info) {
    if (info != INDEFINITE) {
      byte[] bytes = new byte[length(info, 1)];
      System.arraycopy(data, at, bytes, 0, bytes.length);
      at += bytes.length;
      return bytes;
    }
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    while (!atBreak()) {
      int length = pieceLength(BYTES);
      all.write(data, at, length);
      at += length;
    }
    return all.toByteArray();
  }

  private int pieceLength(int major) {
    int head = next();
    if (head >> 5 != major || (head & 31) == INDEFINITE) {
      throw malformed(at - 1);
    }
    return length(head & 31, 1);
  }

  private String utf8(int length) {
    int start = at;
    at += length;
    int all = 0;
    for (int i = start; i < at; i++) {
      all |= data[i];
    }
    if (all >= 0) {
      return new String(data, start, length, StandardCharsets.ISO_8859_1);
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(data, start, length))
          .toString();
    } catch (CharacterCodingException e) {
      throw unreadable("a text is not UTF-8");
    }
  }

  /** Takes the break that ends an indefinite length, if it is next. */
  private boolean atBreak() {
    if (at < data.length && (data[at] & 0xFF) == BREAK) {
      at++;
      return true;
    }
    return false;
  }

  /**
   * How many items or bytes follow, -1 for up to a break; a promise that the payload cannot hold is
   * not believed.
   */
  private int length(int info, int bytesOfEach) {
    if (info == INDEFINITE) {
      return -1;
    }
    long length = argument(info);
    if (length < 0 || length > (data.length - at) / bytesOfEach) {
      throw endsTooEarly();
    }
    return (int) length;
  }

  /** The number in a head and the bytes behind it, unsigned. */
  private long argument(int info) {
    if (info < 24) {
      return info;
    }
    if (info > 27) {
      throw malformed(at - 1);
    }
    int size = 1 << (info - 24);
    if (data.length - at < size) {
      throw endsTooEarly();
    }
    long value = 0;
    for (int i = 0; i < size; i++) {
      value = (value << 8) | (data[at++] & 0xFF);
    }
    return value;
  }

  private int next() {
    if (at == data.length) {
      throw endsTooEarly();
    }
    return data[at++] & 0xFF;
  }

  /** The kind of the next item, -1 at the end. */
  private int nextMajor() {
    return at < data.length ? (data[at] & 0xFF) >> 5 : -1;
  }

  private Rejection endsTooEarly() {
    return unreadable("it ends too early at byte %d".formatted(data.length));
  }

  private static Rejection malformed(int at) {
    return unreadable("malformed at byte %d".formatted(at));
  }

  private Rejection unsupported(long tag) {
    return unreadable(
        "tag %s before byte %d is not supported".formatted(Long.toUnsignedString(tag), at));
  }

  private static Rejection unreadable(String what) {
    return new Rejection(Reason.UNREADABLE, "the payload is no CBOR: " + what);
  }
}
