package dev.tributary.normalize;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import dev.tributary.contract.DeviceJson;
import dev.tributary.contract.Reason;
import dev.tributary.contract.Rejection;
import java.io.IOException;
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

  private final ObjectReader json;
  private final ObjectReader cbor;
  private final int maxDepth;
  private final int maxValues;

  Decoder(int maxDepth, int maxValues) {
    this.maxDepth = maxDepth;
    this.maxValues = maxValues;
    StreamReadConstraints limits =
        StreamReadConstraints.builder().maxNestingDepth(maxDepth).maxNumberLength(400).build();
    json = reader(new JsonMapper(DeviceJson.factory().streamReadConstraints(limits).build()));
    cbor =
        reader(
            new CBORMapper(
                CBORFactory.builder()
                    .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                    .streamReadConstraints(limits)
                    .build()));
  }

  private static ObjectReader reader(ObjectMapper mapper) {
    return mapper
        .readerFor(JsonNode.class)
        .without(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
        .with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
        .with(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
        .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  }

  JsonNode decode(byte[] payload, MediaType type) {
    int start = start(payload);
    if (start == payload.length) {
      throw unreadable("the payload is empty");
    }
    return switch (type) {
      case JSON, SENML_JSON -> json(payload);
      case CBOR, SENML_CBOR -> parse(cbor, payload, "CBOR");
      case TEXT -> text(payload);
      case VAGUE -> sniff(payload, payload[start]);
    };
  }

  private JsonNode sniff(byte[] payload, byte first) {
    if (first == '{' || first == '[' || first == '"') {
      return json(payload);
    }
    // maps, arrays and tags of CBOR begin where UTF-8 has no first byte
    int major = (payload[0] & 0xFF) >> 5;
    boolean bom = payload.length > 2 && payload[0] == (byte) 0xEF && payload[1] == (byte) 0xBB;
    return major >= 4 && !bom && !isUtf8(payload) ? parse(cbor, payload, "CBOR") : text(payload);
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

  /** The parser would take overlong forms of UTF-8 for what they spell. */
  private JsonNode json(byte[] payload) {
    if (!isAscii(payload) && !isUtf8(payload)) {
      throw unreadable("the payload is no JSON: it is not UTF-8");
    }
    return parse(json, payload, "JSON");
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

  private JsonNode parse(ObjectReader reader, byte[] payload, String format) {
    try {
      int bom = start(payload) >= 3 && payload[0] == (byte) 0xEF ? 3 : 0;
      JsonNode tree = reader.readValue(payload, bom, payload.length - bom);
      if (tree == null || tree.isMissingNode()) {
        throw unreadable("the payload is empty");
      }
      // each value has a byte, so that a small payload need not be counted
      if (payload.length > maxValues && values(tree, 0) > maxValues) {
        throw new Rejection(
            Reason.TOO_LARGE,
            "a message holds at most %d values (tributary.normalize.max-values) but this one more"
                .formatted(maxValues));
      }
      return tree;
    } catch (JsonProcessingException e) {
      throw unreadable("the payload is no " + format + ": " + Problem.of(e, maxDepth));
    } catch (IOException | IllegalStateException | IllegalArgumentException e) {
      throw unreadable("the payload is no " + format);
    } catch (ArithmeticException | IndexOutOfBoundsException | NegativeArraySizeException e) {
      throw unreadable("the payload is no " + format);
    }
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

  private JsonNode text(byte[] payload) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(payload)).toString();
      String plain = text.startsWith("\uFEFF") ? text.substring(1) : text;
      String scalar = plain.strip();
      if (scalar.isEmpty()) {
        throw unreadable("the payload is empty");
      }
      if (scalar.chars().anyMatch(c -> c < ' ' && c != '\t' && c != '\n' && c != '\r')) {
        throw unreadable("the payload is no text: it holds control characters");
      }
      return scalar.charAt(0) == '{' || scalar.charAt(0) == '['
          ? parse(json, payload, "JSON")
          : TextNode.valueOf(scalar);
    } catch (CharacterCodingException e) {
      throw unreadable("the payload is no text: it is not UTF-8");
    }
  }

  private static boolean isUtf8(byte[] payload) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(payload));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  private static Rejection unreadable(String detail) {
    return new Rejection(Reason.UNREADABLE, detail);
  }

  /** What is wrong with a payload in words for the sender, without the parser's internals. */
  private static final class Problem {
    static String of(JsonProcessingException e, int maxDepth) {
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
      return e.getLocation() == null || e.getLocation().getByteOffset() < 0
          ? what
          : what + " at byte " + e.getLocation().getByteOffset();
    }

    private Problem() {}
  }
}
