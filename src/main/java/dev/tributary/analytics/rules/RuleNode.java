package dev.tributary.analytics.rules;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.config.Amounts;
import dev.tributary.config.Nearest;
import dev.tributary.config.YamlSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** One rule as it is written, and whether something is wrong with it. */
final class RuleNode {
  static final long SECOND = 1_000;
  private static final int LONGEST_TEXT = 1_000;

  private final YamlSource source;
  private final String at;
  private final JsonNode node;
  private final RuleNode outer;
  private boolean wrong;

  RuleNode(YamlSource source, String at) {
    this(source, at, null);
  }

  private RuleNode(YamlSource source, String at, RuleNode outer) {
    this.source = source;
    this.at = at;
    this.node = source.root().at(at);
    this.outer = outer;
  }

  JsonNode json() {
    return node;
  }

  boolean has(String key) {
    return node.has(key);
  }

  /**
   * What it has must be known.
   *
   * @param notYet keys that are known to mean something, but not read
   */
  void requireKeys(String what, List<String> known, Set<String> notYet) {
    node.fieldNames()
        .forEachRemaining(
            name -> {
              if (notYet.contains(name)) {
                problem(name, "%s: is not computed yet".formatted(name));
              } else if (!known.contains(name)) {
                problem(
                    name,
                    "%s has %s but no \"%s\"%s"
                        .formatted(
                            what, String.join(", ", known), name, Nearest.hint(name, known)));
              }
            });
  }

  /** What stands under a key, to be read like a rule; its problems are the rule's. */
  RuleNode inner(String key) {
    return new RuleNode(source, at + "/" + key.replace("~", "~0").replace("/", "~1"), this);
  }

  long duration(String key, long otherwise, long least, long most) {
    if (!node.has(key)) {
      return otherwise;
    }
    String text = text(key, "");
    try {
      long millis = Amounts.duration(text).toMillis();
      if (millis < least || millis > most) {
        problem(
            key,
            "%s must be from %s to %s but is %s"
                .formatted(key, Spans.text(least), Spans.text(most), text));
        return Math.max(least, SECOND);
      }
      return millis;
    } catch (IllegalArgumentException e) {
      problem(key, "%s %s but is \"%s\"".formatted(key, e.getMessage(), text));
      return Math.max(least, SECOND);
    }
  }

  List<String> texts(String key) {
    JsonNode list = node.path(key);
    List<String> texts = new ArrayList<>();
    if (!list.isMissingNode() && !list.isArray()) {
      problem(key, "%s must be a list".formatted(key));
    }
    for (int i = 0; list.isArray() && i < list.size(); i++) {
      if (list.get(i).isValueNode() && !list.get(i).isNull()) {
        texts.add(source.text(at + "/" + key + "/" + i));
      } else {
        problem(key, "%s must be a list of texts".formatted(key));
      }
    }
    return texts;
  }

  String text(String key, String otherwise) {
    JsonNode value = node.path(key);
    if (value.isMissingNode()) {
      return otherwise;
    }
    if (value.isContainerNode() || value.isNull()) {
      problem(key, "%s must be a text".formatted(key));
      return otherwise;
    }
    String text = source.text(at + "/" + key);
    if (text.length() > LONGEST_TEXT) {
      problem(key, "%s must have at most %d characters".formatted(key, LONGEST_TEXT));
      return otherwise;
    }
    return text;
  }

  String where() {
    return source.file() + ":" + source.line(at);
  }

  boolean isWrong() {
    return wrong;
  }

  /** Nothing comes of it, for a problem that is noted elsewhere. */
  void spoil() {
    wrong = true;
    if (outer != null) {
      outer.spoil();
    }
  }

  void problem(String key, String text) {
    spoil();
    source.problem(key.isEmpty() ? at : at + "/" + key, text);
  }
}
