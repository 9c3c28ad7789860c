package dev.tributary.normalize;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.schibsted.spt.data.jslt.Expression;
import com.schibsted.spt.data.jslt.Function;
import com.schibsted.spt.data.jslt.JsltException;
import com.schibsted.spt.data.jslt.Parser;
import dev.tributary.config.FailureSentence;
import dev.tributary.contract.Reason;
import dev.tributary.contract.Rejection;
import dev.tributary.project.BoundedText;
import java.io.StringReader;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A mapping written in JSLT, compiled once; docs/mappings.md describes what it may yield. */
final class JsltMapping implements Mapping {
  private static final List<Function> FUNCTIONS =
      Stream.of(
              List.of(new RuuviFunction(), new StrongestFunction()),
              PatternFunction.ALL,
              ByteFunction.ALL)
          .flatMap(List::stream)
          .toList();

  private static final Pattern EXPECTED =
      Pattern.compile("Was expecting one of: \\S+(?: \\.\\.\\. \\S+){0,3}(?= \\.\\.\\.)");

  private final String name;
  private final Expression expression;
  private final Kinds kinds;
  private final Kind gps;

  private JsltMapping(String name, Expression expression, Kinds kinds) {
    this.name = name;
    this.expression = expression;
    this.kinds = kinds;
    this.gps = kinds.kind("gps");
  }

  /** The mapping, or null with the problems why there is none. */
  static JsltMapping compile(
      String name, String file, String source, Kinds kinds, List<String> problems) {
    try {
      Expression expression =
          new Parser(new StringReader(source)).withSource(file).withFunctions(FUNCTIONS).compile();
      return new JsltMapping(name, expression, kinds);
    } catch (JsltException e) {
      int line = Math.max(1, e.getLine());
      String what = oneLine(e.getMessageWithoutLocation());
      problems.add(file + ":" + line + ": " + what);
      return null;
    } catch (StackOverflowError e) {
      problems.add(file + ":1: is nested too deeply, or has too many items in one list");
      return null;
    } catch (RuntimeException e) {
      problems.add(file + ":1: this is no JSLT: " + FailureSentence.of(e));
      return null;
    }
  }

  /** The line stands in front of it already, and of all that may come next a few will do. */
  private static String oneLine(String message) {
    String line =
        message
            .replaceAll("\\s+", " ")
            .replaceAll(" at line \\d+, column (\\d+)", " at column $1")
            .replaceAll("Encountered \" <\\w+> \"(.*?) \"\" at", "unexpected $1 at")
            .replace("Parse error: ", "")
            .replace("\\\"", "\"")
            .strip();
    Matcher expected = EXPECTED.matcher(line);
    return expected.find() ? line.substring(0, expected.end()) + " …" : line;
  }

  @Override
  public Mapped map(JsonNode payload, Context context) {
    Mapped mapped = new Mapped();
    result(apply(payload, context), mapped);
    return mapped;
  }

  private JsonNode apply(JsonNode payload, Context context) {
    try {
      return expression.apply(variables(context), payload);
    } catch (JsltException e) {
      String where = e.getSource() == null ? name : e.getSource() + ":" + e.getLine();
      throw new Rejection(
          Reason.INVALID,
          "the mapping cannot read this payload: %s (%s)"
              .formatted(Values.cut(e.getMessageWithoutLocation()), where));
    } catch (BoundedText.TooSlow e) {
      throw new Rejection(
          Reason.INVALID,
          "the mapping cannot read this payload: %s (mappings/%s.jslt)"
              .formatted(e.getMessage(), name));
    } catch (ArithmeticException | ClassCastException | IllegalArgumentException e) {
      throw new Rejection(Reason.INVALID, "the mapping " + name + " cannot read this payload");
    } catch (StackOverflowError e) {
      throw new Rejection(
          Reason.INTERNAL, "the mapping " + name + " calls itself without end for this payload");
    }
  }

  private static Map<String, JsonNode> variables(Context context) {
    Map<String, JsonNode> variables = new HashMap<>(4);
    variables.put("address", TextNode.valueOf(context.address()));
    variables.put("device", TextNode.valueOf(context.device() == null ? "" : context.device()));
    variables.put("kind", TextNode.valueOf(context.kind() == null ? "" : context.kind()));
    return variables;
  }

  private void result(JsonNode result, Mapped mapped) {
    if (result.isArray()) {
      result.forEach(item -> measurement(item, mapped.whole(), mapped));
    } else if (result.isObject()) {
      if (result.hasNonNull("id")) {
        mapped.id(result.get("id").asText());
      }
      reading(result, mapped.whole(), mapped);
    }
  }

  /** A whole message, or one item of the list of readings in it. */
  private void reading(JsonNode node, Reading reading, Mapped mapped) {
    shared(node, reading);
    node.path("measurements").forEach(item -> measurement(item, reading, mapped));
    if (node.has("flat")) {
      new FlatWalk(kinds, gps, mapped, null).payload(node.get("flat"), reading);
    }
    for (JsonNode item : node.path("readings")) {
      reading(item, new Reading(reading), mapped);
    }
  }

  private static void shared(JsonNode node, Reading reading) {
    if (node.hasNonNull("device")) {
      reading.device(node.get("device").asText());
    }
    if (node.hasNonNull("region")) {
      reading.region(node.get("region").asText());
    }
    if (node.hasNonNull("time")) {
      reading.time(node.get("time"));
    }
    for (Map.Entry<String, JsonNode> attribute : node.path("attributes").properties()) {
      reading.attributes().addAll(attribute.getKey(), attribute.getValue());
    }
  }

  private void measurement(JsonNode item, Reading whole, Mapped mapped) {
    JsonNode value = item.path("value");
    String kindName = item.path("kind").asText();
    if (kindName.isEmpty() || value.isMissingNode() || value.isNull()) {
      return;
    }
    Reading reading = whole;
    if (item.hasNonNull("device") || item.hasNonNull("region")) {
      reading = new Reading(whole);
      reading.device(item.path("device").asText(null));
      reading.region(item.path("region").asText(null));
    }
    Field field = kinds.field(kindName);
    boolean known = field.role() == Field.Role.KIND;
    JsonNode channel = item.path("channel");
    Attributes attributes = null;
    if (item.path("attributes").size() > 0) {
      attributes = new Attributes();
      for (Map.Entry<String, JsonNode> own : item.path("attributes").properties()) {
        attributes.addAll(own.getKey(), own.getValue());
      }
    }
    mapped
        .measurements()
        .add(
            new Measurement(
                reading,
                known ? field.kind() : null,
                known ? field.kind().name() : kindName,
                value,
                known ? field.unit() : null,
                item.path("unit").asText(null),
                item.hasNonNull("time") ? item.get("time") : null,
                channel(channel, field),
                attributes));
  }

  private static Object channel(JsonNode channel, Field field) {
    if (channel.isTextual()) {
      return channel.textValue();
    }
    return channel.isIntegralNumber() ? channel.numberValue() : field.channel();
  }
}
