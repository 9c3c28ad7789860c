package dev.tributary.reload;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A copy of the shipped routes that a test edits as an operator would. */
public final class PipelineFolder {
  private final Path folder;

  private PipelineFolder(Path folder) {
    this.folder = folder;
  }

  public static PipelineFolder copy(Path folder) throws IOException {
    Path shipped = Path.of("routes");
    try (Stream<Path> walk = Files.walk(shipped)) {
      for (Path from : walk.toList()) {
        Path to = folder.resolve(shipped.relativize(from).toString());
        if (Files.isDirectory(from)) {
          Files.createDirectories(to);
        } else {
          Files.copy(from, to);
        }
      }
    }
    return new PipelineFolder(folder);
  }

  public Path path() {
    return folder;
  }

  public String read(String file) throws IOException {
    return Files.readString(folder.resolve(file));
  }

  public void save(String file, String text) throws IOException {
    Files.writeString(folder.resolve(file), text);
  }

  /** Saves the shipped file with one passage replaced, which must be there. */
  public void edit(String file, String passage, String replacement) throws IOException {
    String text = Files.readString(Path.of("routes", file));
    if (!text.contains(passage)) {
      throw new IllegalArgumentException(file + " does not say " + passage);
    }
    save(file, text.replace(passage, replacement));
  }

  public void remove(String file) throws IOException {
    Files.delete(folder.resolve(file));
  }

  /** Saves the shipped file as it is. */
  public void restore(String file) throws IOException {
    save(file, Files.readString(Path.of("routes", file)));
  }

  /** One mistake of each sort that people make. */
  enum Mistake {
    MISSPELT_STEP("normalize.camel.yaml", "- choice:", "- chioce:"),
    NO_YAML("ingest-coap.camel.yaml", "steps:", "steps: ["),
    UNKNOWN_BEAN("ingest-mqtt.camel.yaml", "ref: throttle", "ref: throtle"),
    NOBODY_THERE("ingest-http.camel.yaml", "to: direct:normalize", "to: direct:nobody"),
    WRONG_MAPPING("mappings/ruuvi.jslt", "fallback(.ts", "fallback((.ts"),
    WRONG_RATE("limits.yaml", "# devices:\n", "devices:\n - rate: many\n"),
    UNKNOWN_OPTION("publish.camel.yaml", "batchWithIndividualHeaders", "batchWithHeaders"),
    PROMISE_BROKEN("ingest-mqtt.camel.yaml", "cleanStart: false", "cleanStart: true");

    private final String file;
    private final String passage;
    private final String replacement;

    Mistake(String file, String passage, String replacement) {
      this.file = file;
      this.passage = passage;
      this.replacement = replacement;
    }

    void make(PipelineFolder folder) throws IOException {
      folder.edit(file, passage, replacement);
    }

    void mend(PipelineFolder folder) throws IOException {
      folder.restore(file);
    }
  }

  /** Files whose change exchanges a part of the pipeline, the ends among them. */
  static final List<String> STAGES =
      List.of(
          "ingest-mqtt.camel.yaml",
          "ingest-coap.camel.yaml",
          "ingest-http.camel.yaml",
          "normalize.camel.yaml",
          "publish.camel.yaml",
          "on-failure.camel.yaml");

  /** Gives the stage's route a new description, which is a change like any other. */
  void touch(String file, int turn) throws IOException {
    edit(file, "    description: ", "    description: Turn %d. ".formatted(turn));
  }
}
