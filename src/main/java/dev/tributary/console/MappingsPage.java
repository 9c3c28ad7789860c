package dev.tributary.console;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.console.edit.ActiveFiles;
import dev.tributary.console.edit.Editor;
import dev.tributary.console.edit.RouteFiles;
import dev.tributary.console.edit.Trial;
import dev.tributary.console.letters.DeadLetters;
import dev.tributary.console.page.ConsoleFailure;
import dev.tributary.console.page.ConsolePage;
import dev.tributary.contract.Protocol;
import dev.tributary.contract.SampleMessage;
import dev.tributary.reload.Reload;
import dev.tributary.reload.ReloadResult;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The files of the folder of routes: edited, checked, tried, and saved if all passes. */
final class MappingsPage implements ConsolePage {
  private final RouteFiles files;
  private final ActiveFiles active;
  private final Editor editor;
  private final DeadLetters letters;
  private final Supplier<Reload> reload;

  MappingsPage(
      RouteFiles files,
      ActiveFiles active,
      Editor editor,
      DeadLetters letters,
      Supplier<Reload> reload) {
    this.files = files;
    this.active = active;
    this.editor = editor;
    this.letters = letters;
    this.reload = reload;
  }

  @Override
  public String name() {
    return "mappings";
  }

  /** How the last reload went. */
  @Override
  public Feed open(Map<String, String> query) {
    return new Feed() {
      private ReloadResult last;

      @Override
      public Object next() {
        ReloadResult now = reload.get() == null ? null : reload.get().last();
        if (now == null || now.equals(last)) {
          return null;
        }
        last = now;
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("at", now.at().toString());
        shown.put("ok", now.ok());
        shown.put("text", now.toString());
        return shown;
      }
    };
  }

  @Override
  public Object get(String what, Map<String, String> query) throws Exception {
    return Bodies.answered(
        () ->
            switch (what) {
              case "files" -> files.list();
              case "file" -> file(query.getOrDefault("name", ""));
              default -> null;
            });
  }

  private Map<String, Object> file(String name) {
    RouteFiles.Content content = files.open(name);
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("name", content.name());
    shown.put("text", content.text());
    shown.put("digest", content.digest());
    shown.put("active", active.text(name));
    shown.put("activeKnown", active.isKnown());
    shown.put("readOnly", files.readOnly(name));
    return shown;
  }

  @Override
  public Object post(String action, JsonNode body, String user) throws Exception {
    List<Editor.Edit> edits = Bodies.edits(body);
    return Bodies.answered(
        () ->
            switch (action) {
              case "check" -> editor.findings(edits);
              case "cases" -> editor.check(edits);
              case "try" -> editor.explain(sent(body), edits).masked(letters.mask());
              case "case" -> editor.newCase(Bodies.text(body, "title"), sent(body), edits);
              case "save" -> editor.save(edits);
              default -> null;
            });
  }

  /** A dead letter, or a message that somebody wrote. */
  private Trial.Sent sent(JsonNode body) {
    String letter = Bodies.optional(body, "letter");
    if (letter != null) {
      return letters.sent(letter);
    }
    String protocol = Bodies.text(body, "protocol");
    SampleMessage message =
        new SampleMessage(
            Protocol.of(protocol)
                .orElseThrow(
                    () ->
                        new ConsoleFailure(
                            400,
                            "protocol must be one of %s but is \"%s\""
                                .formatted(String.join(", ", Protocol.words()), protocol))),
            null,
            Bodies.text(body, "address"),
            Bodies.optional(body, "contentType"),
            null,
            null,
            null,
            null,
            false,
            payload(body));
    return new Trial.Sent(message, Instant.now());
  }

  private static byte[] payload(JsonNode body) {
    String text = Bodies.text(body, "payload");
    if (!body.path("hex").asBoolean()) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
    try {
      return HexFormat.of().parseHex(text.replaceAll("\\s", ""));
    } catch (IllegalArgumentException e) {
      throw new ConsoleFailure(400, "the payload must be hexadecimal digits: " + e.getMessage());
    }
  }

  @Override
  public boolean audits(String action) {
    return action.equals("save");
  }
}
