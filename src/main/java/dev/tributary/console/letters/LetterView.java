package dev.tributary.console.letters;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.contract.Rejection;
import dev.tributary.normalize.PayloadTree;
import dev.tributary.replay.StoredMessage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * One dead letter with its bytes.
 *
 * @param headers as they are in Kafka
 * @param text the bytes as UTF-8, with a sign for what is none
 * @param hex the bytes in lines of sixteen: offset, digits, characters
 * @param shown how many bytes text and hex show
 * @param tree the decoded payload, or null
 * @param treeProblem why there is no tree, or null
 * @param files of the folder of routes that may be at fault, the likeliest first
 */
record LetterView(
    Letter letter,
    Map<String, String> headers,
    String text,
    List<String> hex,
    int shown,
    JsonNode tree,
    String treeProblem,
    List<String> files) {
  private static final int MOST_BYTES = 16 * 1024;
  private static final int ROW = 16;
  private static final String SECRET =
      "a part of it is secret (tributary.trace.mask), so only the text is shown";

  static LetterView of(
      Letter letter, StoredMessage message, PayloadTree decoder, UnaryOperator<String> mask) {
    byte[] payload = message.payload();
    int shown = Math.min(payload.length, MOST_BYTES);
    String text = new String(payload, 0, shown, StandardCharsets.UTF_8);
    String masked = mask.apply(text);
    boolean secret = !masked.equals(text);
    Map<String, String> headers = new LinkedHashMap<>();
    message.headers().forEach((name, value) -> headers.put(name, mask.apply(value)));
    JsonNode tree = null;
    String problem = null;
    try {
      if (secret) {
        problem = SECRET;
      } else if (payload.length > MOST_BYTES) {
        problem = "more than %d KiB are shown without a tree".formatted(MOST_BYTES >> 10);
      } else {
        tree = decoder.of(payload, message.header("tributary_content_type"));
      }
    } catch (Rejection e) {
      problem = e.getMessage();
    }
    return new LetterView(
        letter,
        headers,
        masked,
        secret ? List.of(SECRET) : hex(payload, shown),
        shown,
        tree,
        problem,
        files(message));
  }

  private static List<String> hex(byte[] bytes, int shown) {
    List<String> rows = new ArrayList<>();
    for (int start = 0; start < shown; start += ROW) {
      StringBuilder digits = new StringBuilder();
      StringBuilder characters = new StringBuilder();
      for (int at = start; at < start + ROW; at++) {
        if (at < shown) {
          digits.append("%02x ".formatted(bytes[at]));
          characters.append(bytes[at] >= ' ' && bytes[at] < 0x7f ? (char) bytes[at] : '.');
        } else {
          digits.append("   ");
        }
      }
      rows.add("%06x  %s %s".formatted(start, digits, characters));
    }
    return rows;
  }

  /** Those that exist are for the caller to tell. */
  private static List<String> files(StoredMessage message) {
    List<String> files = new ArrayList<>();
    String mapping = message.header("tributary_mapping");
    if (mapping != null) {
      files.add("mappings/" + mapping + ".jslt");
    }
    files.add("kinds.yaml");
    String route = message.header("tributary_route");
    if (route != null) {
      files.add(route + ".camel.yaml");
    }
    files.add("normalize.camel.yaml");
    return files.stream().distinct().toList();
  }
}
