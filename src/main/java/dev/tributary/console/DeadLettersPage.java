package dev.tributary.console;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.console.edit.Editor;
import dev.tributary.console.letters.DeadLetters;
import dev.tributary.console.page.ConsoleFailure;
import dev.tributary.console.page.ConsolePage;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Dead letters: by reason, mapping and address, with their bytes; tried and replayed. */
final class DeadLettersPage implements ConsolePage {
  private final DeadLetters letters;
  private final Editor editor;

  DeadLettersPage(DeadLetters letters, Editor editor) {
    this.letters = letters;
    this.editor = editor;
  }

  @Override
  public String name() {
    return "dead-letters";
  }

  @Override
  public Feed open(Map<String, String> query) {
    return new Feed() {
      private Map<String, Object> last;

      @Override
      public Object next() {
        Map<String, Object> now = new LinkedHashMap<>();
        now.put("progress", letters.progress());
        now.put("replay", letters.replayState());
        if (now.equals(last)) {
          return null;
        }
        last = now;
        return now;
      }
    };
  }

  @Override
  public Object get(String what, Map<String, String> query) throws Exception {
    return Bodies.answered(
        () ->
            switch (what) {
              case "groups" -> letters.read(time(query, "since"), time(query, "until"));
              case "letters" -> letters.letters(query.getOrDefault("group", ""));
              case "letter" -> letters.letter(query.getOrDefault("at", ""));
              default -> null;
            });
  }

  private static Instant time(Map<String, String> query, String name) {
    String text = query.get(name);
    try {
      return text == null || text.isEmpty() ? null : Instant.parse(text);
    } catch (DateTimeException e) {
      throw new ConsoleFailure(400, name + " must be a time like 2026-11-21T03:00:00Z");
    }
  }

  @Override
  public Object post(String action, JsonNode body, String user) throws Exception {
    return Bodies.answered(
        () ->
            switch (action) {
              case "try" ->
                  editor
                      .explain(letters.sent(Bodies.text(body, "at")), List.of())
                      .masked(letters.mask());
              case "dry-run" -> editor.total(letters.source(selected(body)), List.of());
              case "dry-run-edit" ->
                  editor.total(letters.source(selected(body)), Bodies.edits(body));
              case "replay" -> letters.replay(selected(body), body.path("rate").asDouble(0));
              case "stop" -> letters.stopReplay();
              default -> null;
            });
  }

  /** Single letters, or all of a group that can be replayed. */
  private List<String> selected(JsonNode body) {
    String group = Bodies.optional(body, "group");
    return group == null ? Bodies.texts(body, "letters") : letters.replayable(group);
  }

  @Override
  public boolean writes(String action) {
    return !action.equals("try") && !action.equals("dry-run");
  }

  @Override
  public boolean audits(String action) {
    return action.equals("replay") || action.equals("stop");
  }

  @Override
  public void close() {
    letters.close();
  }
}
