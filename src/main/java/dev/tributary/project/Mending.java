package dev.tributary.project;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;

/**
 * A file without what breaks Camel's schema, so that the rest of it can be looked at: unknown names
 * are taken out, and a step with anything else wrong becomes one that does nothing.
 */
final class Mending {
  private static final String STEPS = "steps";

  private Mending() {}

  /**
   * @param wrong pointers to what breaks the schema
   * @param unknown those of them that are names where there should be none
   * @return the items of the file; null in place of one that is wrong as a whole
   */
  static JsonNode of(JsonNode root, Collection<String> wrong, Collection<String> unknown) {
    JsonNode mended = root.deepCopy();
    for (String pointer : wrong) {
      JsonPointer at = JsonPointer.compile(pointer);
      JsonNode owner = at.matches() ? null : mended.at(at.head());
      boolean step = owner != null && isStep(mended, at.head());
      if (unknown.contains(pointer) && owner instanceof ObjectNode object && !step) {
        object.remove(at.last().getMatchingProperty());
      } else {
        leaveOut(mended, at);
      }
    }
    return mended;
  }

  private static boolean isStep(JsonNode root, JsonPointer pointer) {
    return !pointer.matches()
        && root.at(pointer.head()).isArray()
        && !pointer.head().matches()
        && pointer.head().last().getMatchingProperty().equals(STEPS);
  }

  /** The innermost step around this place, else the place. */
  static String step(JsonNode root, String pointer) {
    for (JsonPointer at = JsonPointer.compile(pointer); !at.matches(); at = at.head()) {
      if (isStep(root, at)) {
        return at.toString();
      }
    }
    return pointer;
  }

  /** The innermost step around this place, else the item. */
  private static void leaveOut(JsonNode root, JsonPointer pointer) {
    for (JsonPointer at = pointer; !at.matches(); at = at.head()) {
      if (root.at(at.head()) instanceof ArrayNode list) {
        int index = at.last().getMatchingIndex();
        if (isStep(root, at)) {
          list.set(index, list.objectNode().put("log", "left out"));
          return;
        }
        if (at.head().matches() && index >= 0 && index < list.size()) {
          list.set(index, NullNode.getInstance());
        }
      }
    }
  }
}
