package dev.tributary.normalize;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.deser.DeserializationProblemHandler;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.tributary.contract.DeviceJson;
import dev.tributary.contract.Reason;
import dev.tributary.contract.Rejection;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** From bytes to a tree, once. Whatever the bytes are, the outcome is a tree or a rejection. */
final class Decoder {
  private static final VarHandle EIGHT_BYTES =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

  private static final String BINARY =
      " (a binary format needs a decoder before it comes here: send JSON, CBOR, SenML or text)";

  /** One field alone may be any text with an equals sign. */
  private static final int FEWEST_SNIFFED = 2;

  private final ObjectReader json;
  private final int maxDepth;
  private final int maxValues;

  Decoder(int maxDepth, int maxValues) {
    this.maxDepth = maxDepth;
    this.maxValues = maxValues;
    StreamReadConstraints limits =
        StreamReadConstraints.builder().maxNestingDepth(maxDepth).maxNumberLength(400).build();
    json =
        new JsonMapper(DeviceJson.factory().streamReadConstraints(limits).build())
            .readerFor(JsonNode.class)
            .with(Numbers.NODES)
            .withHandler(new NotANumber())
            .without(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .with(JsonNodeFeature.FAIL_ON_NAN_TO_BIG_DECIMAL_COERCION)
            .with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .with(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  }

  /** NaN and infinities, which JSON does not have and devices write. */
  private static final class NotANumber extends DeserializationProblemHandler {
    @Override
    public Object handleWeirdNumberValue(
        DeserializationContext context, Class<?> target, Number value, String problem) {
      return Numbers.none(value);
    }
  }

  JsonNode decode(byte[] payload, MediaType type) {
    boolean cbor = type == MediaType.CBOR || type == MediaType.SENML_CBOR;
    int start = cbor ? 0 : start(payload);
    if (start == payload.length) {
      throw unreadable("the payload is empty");
    }
    return switch (type) {
      case JSON, SENML_JSON -> json(payload);
      case CBOR, SENML_CBOR -> CborDecoder.decode(payload, maxDepth, maxValues);
      case TEXT -> text(payload, FEWEST_SNIFFED);
      case FORM -> sniff(payload, payload[start], 1);
      case LINES -> lines(payload);
      case VAGUE -> sniff(payload, payload[start], FEWEST_SNIFFED);
    };
  }

  private JsonNode sniff(byte[] payload, byte first, int fewestOfForm) {
    if (first == '{' || first == '[' || first == '"') {
      return json(payload);
    }
    // maps, lists and tags of CBOR begin where UTF-8 has no first byte
    boolean bom = payload.length > 2 && payload[0] == (byte) 0xEF && payload[1] == (byte) 0xBB;
    return payload[0] < 0 && !bom && utf8(payload) == null
        ? CborDecoder.decode(payload, maxDepth, maxValues)
        : text(payload, fewestOfForm);
  }

  private JsonNode lines(byte[] payload) {
    String text = utf8(payload);
    if (text == null) {
      throw unreadable("the payload is no line protocol: it is not UTF-8");
    }
    try {
      return LineProtocol.read(text, maxValues);
    } catch (MalformedPayload e) {
      throw unreadable("the payload is no line protocol: " + e.getMessage());
    }
  }

  /** Where the payload begins behind a byte order mark and white space. */
  private static int start(byte[] payload) {
    int at = 0;
    if (payload.length >= 3
        && payload[0] == (byte) 0xEF
        && payload[1] == (byte) 0xBB
        && payload[2] == (byte) 0xBF) {
      at = 3;
    }
    while (at < payload.length && payload[at] <= ' ' && payload[at] >= 0) {
      at++;
    }
    return at;
  }

  private JsonNode json(byte[] payload) {
    String text = utf8(payload);
    if (text == null) {
      throw unreadable("the payload is no JSON: it is not UTF-8");
    }
    return json(text);
  }

  /** From characters, so that no other encoding than the one that was checked is guessed. */
  private JsonNode json(String text) {
    try {
      JsonNode tree = json.readTree(text);
      // each value has a character, so that a small payload need not be counted
      if (text.length() > maxValues && values(tree, 0) > maxValues) {
        throw tooManyValues(maxValues);
      }
      return tree;
    } catch (JsonProcessingException e) {
      throw unreadable("the payload is no JSON: " + Problem.of(e, text, maxDepth));
    } catch (NumberFormatException e) {
      throw unreadable("the payload is no JSON: the exponent of a number is too large");
    }
  }

  static Rejection tooManyValues(int maxValues) {
    return new Rejection(
        Reason.TOO_LARGE,
        "a message holds at most %d values (tributary.normalize.max-values) but this one more"
            .formatted(maxValues));
  }

  /** Counts on from what there was before, up to where it is too many. */
  private int values(JsonNode node, int before) {
    int count = before + 1;
    if (node.isContainerNode()) {
      for (JsonNode child : node) {
        if (count > maxValues) {
          break;
        }
        count = values(child, count);
      }
    }
    return count;
  }

  /** What describes itself, or else a text. */
  private JsonNode text(byte[] payload, int fewestOfForm) {
    String text = utf8(payload);
    if (text == null) {
      throw unreadable("the payload is no text: it is not UTF-8" + BINARY);
    }
    String scalar = text.strip();
    if (scalar.isEmpty()) {
      throw unreadable("the payload is empty");
    }
    if (scalar.chars().anyMatch(c -> c < ' ' && c != '\t' && c != '\n' && c != '\r')) {
      throw unreadable("the payload is no text: it holds control characters" + BINARY);
    }
    if (scalar.charAt(0) == '{' || scalar.charAt(0) == '[') {
      return json(text);
    }
    JsonNode described = FormText.read(scalar, fewestOfForm, maxValues);
    if (described == null) {
      described = LineProtocol.sniff(scalar, maxValues);
    }
    return described == null ? TextNode.valueOf(scalar) : described;
  }

  /** Without a byte order mark; null where this is not UTF-8, overlong forms included. */
  static String utf8(byte[] payload) {
    if (isAscii(payload)) {
      return new String(payload, StandardCharsets.ISO_8859_1);
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(payload)).toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  private static boolean isAscii(byte[] payload) {
    long all = 0;
    int at = 0;
    for (; at + Long.BYTES <= payload.length; at += Long.BYTES) {
      all |= (long) EIGHT_BYTES.get(payload, at);
    }
    for (; at < payload.length; at++) {
      all |= payload[at] & 0x80;
    }
    return (all & 0x8080808080808080L) == 0;
  }

  private static Rejection unreadable(String detail) {
    return new Rejection(Reason.UNREADABLE, detail);
  }

  /** What is wrong with a payload in words for the sender, without the parser's internals. */
  private static final class Problem {
    static String of(JsonProcessingException e, String text, int maxDepth) {
      String message = String.valueOf(e.getOriginalMessage());
      if (message.contains("nesting depth")) {
        return "it is nested deeper than " + maxDepth;
      }
      if (message.startsWith("Duplicate field")) {
        return "a name stands twice in one object";
      }
      if (message.startsWith("Trailing token")) {
        return "something follows its end";
      }
      String what = message.startsWith("Unexpected end") ? "it ends too early" : "malformed";
      JsonLocation where = e.getLocation();
      return where == null || where.getCharOffset() < 0 || where.getCharOffset() > text.length()
          ? what
          : what + " at byte " + Utf8.length(text.substring(0, (int) where.getCharOffset()));
    }

    private Problem() {}
  }
}
