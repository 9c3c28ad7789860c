package dev.tributary.rehearse;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.config.Nearest;
import dev.tributary.config.YamlSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A file of cases while it is read: access by JSON pointer, every problem with its line. */
final class CaseFile {
  private final YamlSource source;
  private final String name;

  CaseFile(YamlSource source, String name) {
    this.source = source;
    this.name = name;
  }

  JsonNode at(String pointer) {
    return source.root().at(pointer);
  }

  boolean has(String pointer) {
    return !at(pointer).isMissingNode();
  }

  String where(String pointer) {
    return name + ":" + source.line(pointer);
  }

  void problem(String pointer, String text) {
    source.problem(pointer, text);
  }

  /** A scalar as it was written, null where there is none. */
  String text(String pointer) {
    JsonNode node = at(pointer);
    if (node.isMissingNode() || node.isNull()) {
      return null;
    }
    if (node.isContainerNode()) {
      problem(pointer, "%s must be a text but is a %s".formatted(last(pointer), type(node)));
      return null;
    }
    return source.text(pointer);
  }

  /** Texts by name; a null stays one. */
  Map<String, String> texts(String pointer) {
    if (!isObject(pointer)) {
      return null;
    }
    Map<String, String> texts = new LinkedHashMap<>();
    at(pointer).fieldNames().forEachRemaining(name -> texts.put(name, text(child(pointer, name))));
    return texts;
  }

  boolean flag(String pointer) {
    JsonNode node = at(pointer);
    if (!node.isMissingNode() && !node.isBoolean()) {
      problem(
          pointer,
          "%s must be true or false but is \"%s\"".formatted(last(pointer), text(pointer)));
    }
    return node.asBoolean();
  }

  /** Whether an object is there; something else is a problem. */
  boolean isObject(String pointer) {
    return is(pointer, at(pointer).isObject(), "names and values");
  }

  boolean isList(String pointer) {
    return is(pointer, at(pointer).isArray(), "a list");
  }

  private boolean is(String pointer, boolean so, String what) {
    if (!so && has(pointer)) {
      problem(
          pointer, "%s must be %s but is a %s".formatted(last(pointer), what, type(at(pointer))));
    }
    return so;
  }

  /** Notes every member that is none of these. */
  void keys(String pointer, List<String> known) {
    at(pointer)
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (!known.contains(name)) {
                problem(
                    child(pointer, name),
                    "\"%s\" is unknown in %s%s"
                        .formatted(name, context(pointer), Nearest.hint(name, known)));
              }
            });
  }

  static String child(String pointer, String name) {
    return pointer + "/" + name.replace("~", "~0").replace("/", "~1");
  }

  private static String context(String pointer) {
    String[] levels = pointer.split("/");
    String last = levels[levels.length - 1];
    if (levels.length == 2) {
      return "a case";
    }
    return last.matches("\\d+") ? levels[levels.length - 2] : last;
  }

  private static String last(String pointer) {
    return pointer.substring(pointer.lastIndexOf('/') + 1);
  }

  private static String type(JsonNode node) {
    return switch (node.getNodeType()) {
      case OBJECT -> "mapping";
      case ARRAY -> "list";
      case NULL -> "null";
      default -> "text, number or truth value";
    };
  }
}
