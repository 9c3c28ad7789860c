package dev.tributary.normalize;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.config.FailureSentence;
import dev.tributary.contract.PayloadDecoder;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeMap;

/** Decoders of the operator's own, from jars of {@code lib/}. */
final class OwnDecoders {
  private static final int DEEPEST = 32;

  private OwnDecoders() {}

  /** By their formats; what cannot be loaded is a problem. */
  static Map<String, PayloadDecoder> load(List<String> problems) {
    Map<String, PayloadDecoder> found = new TreeMap<>();
    try {
      for (PayloadDecoder decoder :
          ServiceLoader.load(PayloadDecoder.class, ClassLoader.getSystemClassLoader())) {
        PayloadDecoder other = found.putIfAbsent(decoder.format(), decoder);
        if (other != null) {
          problems.add(
              "lib: two decoders have the format %s: %s and %s"
                  .formatted(
                      decoder.format(), other.getClass().getName(), decoder.getClass().getName()));
        }
      }
    } catch (ServiceConfigurationError e) {
      problems.add("lib: a decoder cannot be loaded: " + FailureSentence.of(e));
    }
    return found;
  }

  /** What a decoder of one's own returns, bounded like any other payload. */
  static PayloadFormat format(PayloadDecoder decoder, int maxValues) {
    return (payload, message) -> {
      Object result;
      try {
        result = decoder.decode(payload.clone(), message);
      } catch (Exception e) {
        throw new MalformedPayload(Values.cut(FailureSentence.of(e)));
      }
      return new Tree(maxValues).node(result, 0);
    };
  }

  private static final class Tree {
    private final int maxValues;
    private int values;

    Tree(int maxValues) {
      this.maxValues = maxValues;
    }

    JsonNode node(Object value, int depth) throws MalformedPayload {
      if (++values > maxValues) {
        throw Decoder.tooManyValues(maxValues);
      }
      if (depth > DEEPEST) {
        throw new MalformedPayload("its result is nested deeper than " + DEEPEST);
      }
      if (value instanceof Map<?, ?> map) {
        ObjectNode object = Numbers.NODES.objectNode();
        for (Map.Entry<?, ?> member : map.entrySet()) {
          object.set(String.valueOf(member.getKey()), node(member.getValue(), depth + 1));
        }
        return object;
      }
      if (value instanceof Iterable<?> list) {
        ArrayNode array = Numbers.NODES.arrayNode();
        for (Object item : list) {
          array.add(node(item, depth + 1));
        }
        return array;
      }
      return scalar(value);
    }

    private static JsonNode scalar(Object value) throws MalformedPayload {
      if (value == null) {
        return Numbers.NODES.nullNode();
      }
      if (value instanceof CharSequence text) {
        return Numbers.NODES.textNode(text.toString());
      }
      if (value instanceof Boolean truth) {
        return Numbers.NODES.booleanNode(truth);
      }
      if (value instanceof BigDecimal
          || value instanceof BigInteger
          || value instanceof Long
          || value instanceof Integer
          || value instanceof Short
          || value instanceof Byte) {
        return Numbers.NODES.numberNode(new BigDecimal(value.toString()));
      }
      if (value instanceof Float || value instanceof Double) {
        double number = ((Number) value).doubleValue();
        return Double.isFinite(number)
            ? Numbers.NODES.numberNode(new BigDecimal(value.toString()))
            : Numbers.NODES.nullNode();
      }
      throw new MalformedPayload(
          "its result holds a %s, which JSON has not".formatted(value.getClass().getName()));
    }
  }
}
