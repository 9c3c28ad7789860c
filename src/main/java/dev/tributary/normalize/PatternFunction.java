package dev.tributary.normalize;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import com.schibsted.spt.data.jslt.Function;
import com.schibsted.spt.data.jslt.JsltException;
import com.schibsted.spt.data.jslt.impl.NodeUtils;
import com.schibsted.spt.data.jslt.impl.RegexpFunction;
import dev.tributary.project.BoundedText;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * What JSLT has built in for regular expressions ({@code test}, {@code capture}, {@code split},
 * {@code replace}), with the same results, but bounded: a pattern that an operator wrote without
 * harm in mind meets a text that was chosen to keep it busy for years.
 */
final class PatternFunction implements Function, RegexpFunction {
  private static final int LONGEST_PATTERN = 4096;
  private static final int LONGEST_RESULT = 1 << 20;
  private static final Pattern GROUP = Pattern.compile("\\(\\?<([a-zA-Z][a-zA-Z0-9]*)>");

  /** As texts of a mapping there are a few; a payload may bring others. */
  private static final LoadingCache<String, Pattern> PATTERNS =
      Caffeine.newBuilder().maximumSize(1000).build(PatternFunction::compile);

  static final List<Function> ALL =
      List.of(
          new PatternFunction("test", 2, BooleanNode.FALSE, PatternFunction::test),
          new PatternFunction("capture", 2, NullNode.instance, PatternFunction::capture),
          new PatternFunction("split", 2, NullNode.instance, PatternFunction::split),
          new PatternFunction("replace", 3, NullNode.instance, PatternFunction::replace));

  private final String name;
  private final int arguments;
  private final JsonNode ofNull;
  private final Use use;

  private PatternFunction(String name, int arguments, JsonNode ofNull, Use use) {
    this.name = name;
    this.arguments = arguments;
    this.ofNull = ofNull;
    this.use = use;
  }

  private interface Use {
    JsonNode apply(Pattern pattern, String text, JsonNode[] arguments);
  }

  @Override
  public String getName() {
    return name;
  }

  @Override
  public int getMinArguments() {
    return arguments;
  }

  @Override
  public int getMaxArguments() {
    return arguments;
  }

  @Override
  public int regexpArgumentNumber() {
    return 1;
  }

  @Override
  public JsonNode call(JsonNode input, JsonNode[] given) {
    if (given[0].isNull()) {
      return ofNull;
    }
    if (given[1].isNull()) {
      throw new JsltException(name + "() has null as its regexp");
    }
    Pattern pattern = PATTERNS.get(NodeUtils.toString(given[1], false));
    return use.apply(pattern, NodeUtils.toString(given[0], false), given);
  }

  private static Pattern compile(String regex) {
    if (regex.length() > LONGEST_PATTERN) {
      throw new JsltException("a regexp of %d characters".formatted(regex.length()));
    }
    try {
      return Pattern.compile(regex);
    } catch (PatternSyntaxException e) {
      throw new JsltException("Syntax error in regular expression '" + regex + "'", e);
    } catch (StackOverflowError e) {
      throw new JsltException("a regexp that is nested too deeply", e);
    }
  }

  private static JsonNode test(Pattern pattern, String text, JsonNode[] arguments) {
    return BooleanNode.valueOf(BoundedText.match(pattern, text, Matcher::find));
  }

  private static JsonNode capture(Pattern pattern, String text, JsonNode[] arguments) {
    ObjectNode captured = JsonNodeFactory.instance.objectNode();
    return BoundedText.match(
        pattern,
        text,
        matcher -> {
          if (matcher.find()) {
            Matcher groups = GROUP.matcher(pattern.pattern());
            while (groups.find()) {
              captured.put(groups.group(1), matcher.group(groups.group(1)));
            }
          }
          return captured;
        });
  }

  private static JsonNode split(Pattern pattern, String text, JsonNode[] arguments) {
    ArrayNode parts = JsonNodeFactory.instance.arrayNode();
    for (String part : BoundedText.read(pattern, text, pattern::split)) {
      parts.add(part);
    }
    return parts;
  }

  private static JsonNode replace(Pattern pattern, String text, JsonNode[] arguments) {
    String by = NodeUtils.toString(arguments[2], false);
    StringBuilder replaced = new StringBuilder();
    int end =
        BoundedText.match(
            pattern,
            text,
            matcher -> {
              int at = 0;
              while (at <= text.length() && matcher.find(at)) {
                if (matcher.start() == matcher.end()) {
                  throw new JsltException(
                      "Regexp %s in replace() matched empty string in '%s'"
                          .formatted(pattern.pattern(), arguments[0]));
                }
                replaced.append(text, at, matcher.start()).append(by);
                at = matcher.end();
                if (replaced.length() > LONGEST_RESULT) {
                  throw new JsltException("replace() yields more than " + LONGEST_RESULT);
                }
              }
              return at;
            });
    if (end == 0 && arguments[0].isTextual()) {
      return arguments[0];
    }
    return new TextNode(replaced.append(text, end, text.length()).toString());
  }
}
