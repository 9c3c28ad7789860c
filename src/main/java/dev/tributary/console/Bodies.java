package dev.tributary.console;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.console.edit.Editor;
import dev.tributary.console.page.ConsoleFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.kafka.common.KafkaException;

/** What the requests of the pages hold that edit and replay. */
final class Bodies {
  private Bodies() {}

  /** Gives a failure of Kafka its status. */
  static Object answered(Callable<Object> action) throws Exception {
    try {
      return action.call();
    } catch (KafkaException e) {
      throw new ConsoleFailure(503, "Kafka does not answer: " + e.getMessage());
    }
  }

  static List<Editor.Edit> edits(JsonNode body) {
    List<Editor.Edit> edits = new ArrayList<>();
    for (JsonNode edit : list(body, "edits")) {
      edits.add(new Editor.Edit(text(edit, "name"), text(edit, "text"), text(edit, "digest")));
    }
    return edits;
  }

  static List<String> texts(JsonNode body, String name) {
    List<String> texts = new ArrayList<>();
    for (JsonNode text : list(body, name)) {
      if (!text.isTextual()) {
        throw new ConsoleFailure(400, name + " must be a list of texts");
      }
      texts.add(text.textValue());
    }
    return texts;
  }

  private static JsonNode list(JsonNode body, String name) {
    JsonNode list = body.path(name);
    if (!list.isMissingNode() && !list.isArray()) {
      throw new ConsoleFailure(400, name + " must be a list");
    }
    return list;
  }

  static String text(JsonNode body, String name) {
    JsonNode text = body.path(name);
    if (!text.isTextual()) {
      throw new ConsoleFailure(400, name + " must be a text");
    }
    return text.textValue();
  }

  /** A text, or null where there is none or it is empty. */
  static String optional(JsonNode body, String name) {
    return body.hasNonNull(name) && !text(body, name).isEmpty() ? text(body, name) : null;
  }
}
