package dev.tributary.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tributary.config.Mode;
import dev.tributary.text.Printable;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The numbers of payloads that a running gateway took for attributes. */
@Command(
    name = "unmapped",
    description = {
      "Lists numbers in payloads that became no measurement since the gateway of these settings started:"
          + " field, how often, an example, and the line that routes/kinds.yaml needs below kinds."
    })
final class UnmappedCommand implements Callable<Integer> {
  private static final String UNKNOWN_FIELDS = "dev.tributary:type=UnknownFields";

  @Spec private CommandSpec spec;
  @Mixin private CommonOptions options;

  @Option(names = "--json", description = "One JSON object for all.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    Path folder = options.load(Mode.DEV).settings().tributary().trace().directory();
    String fields = (String) RunningGateway.attribute(folder, UNKNOWN_FIELDS, "Fields");
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(Printable.of(fields));
    } else {
      print(new ObjectMapper().readTree(fields), out);
    }
    out.flush();
    return 0;
  }

  private static void print(JsonNode all, PrintWriter out) {
    if (all.path("fields").isEmpty()) {
      out.println("Every number that came in had a name that kinds.yaml knows.");
      return;
    }
    out.printf(
        "%-28s %-12s %10s  %-14s %s%n", "field", "mapping", "times", "example", "kinds.yaml");
    for (JsonNode field : all.path("fields")) {
      out.println(
          Printable.line(
              "%-28s %-12s %10d  %-14s %s"
                  .formatted(
                      field.path("name").asText(),
                      field.path("mapping").asText(),
                      field.path("count").asLong(),
                      field.path("example").asText(),
                      field.path("hint").asText())));
    }
    if (all.path("more").asLong() > 0) {
      out.println("and others, " + all.path("more").asLong() + " times");
    }
    out.println(
        "Add the name to the synonyms of its kind, or to fields/attribute if it measures nothing.");
  }
}
