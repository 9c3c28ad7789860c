package dev.tributary.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.text.Printable;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** A message's way as an indented tree: routes within the routes that call them, steps in order. */
final class TraceTree {
  private final PrintWriter out;

  TraceTree(PrintWriter out) {
    this.out = out;
  }

  void print(JsonNode message) {
    line(
        "%s %s %s"
            .formatted(
                message.path("time").asText(),
                message.path("from").asText(),
                pairs(message.path("variables"))));
    String route = null;
    String body = null;
    for (JsonNode step : message.path("steps")) {
      int depth = step.path("depth").asInt();
      if (step.has("route") && !step.path("route").asText().equals(route)) {
        route = step.path("route").asText();
        line("%s%s".formatted("  ".repeat(1 + 2 * depth), route));
      }
      String indent = "  ".repeat(1 + 2 * depth + Math.max(1, step.path("level").asInt()));
      String now = step.path("body").asText();
      line(
          "%9s %s%s%s"
              .formatted(
                  millis(step.path("micros").asLong()),
                  indent,
                  step.path("step").asText(),
                  now.equals(body) ? "" : "  ‹ " + now));
      if (step.has("failure")) {
        line("%9s %s  ! %s".formatted("", indent, step.path("failure").asText()));
      }
      body = now;
    }
    String more = pairs(message.path("end"));
    line(
        "%9s   => %s%s"
            .formatted(
                millis(message.path("micros").asLong()),
                message.path("outcome").asText(),
                more.isEmpty() ? "" : "  " + more));
    out.println();
  }

  /** What is shown comes from senders. */
  private void line(String text) {
    out.println(Printable.line(text));
  }

  private static String millis(long micros) {
    return String.format(Locale.ROOT, "%.2fms", micros / 1000.0);
  }

  private static String pairs(JsonNode variables) {
    return variables.properties().stream()
        .map((Map.Entry<String, JsonNode> e) -> e.getKey() + "=" + e.getValue().asText())
        .collect(Collectors.joining(" "));
  }
}
