package dev.tributary.rehearse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.reload.PipelineFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The bodies that stand as comments in the recipe. */
class ScoreHttpTest {
  private static final Path ROUTE = Path.of("recipes/score-http/routes/score-http.camel.yaml");

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SageMaker | {instances: [{features: [1]}, {features: [2]}]}"
            + " | {scores: [{score: 0.1}, {score: 0.2}]}",
        "SageMaker | {instances: [{features: [1]}, {features: [2]}]}"
            + " | {predictions: [{score: 0.1}, {score: 0.2}]}",
        "Plain JSON | [{id: e-1, value: 1}, {id: e-2, value: 2}]"
            + " | {scores: [0.1, 0.2], version: '3'}",
      })
  void otherServicesAreAskedInTheirWay(String service, String request, String answer)
      throws Exception {
    List<String> expressions =
        Files.readAllLines(ROUTE).stream()
            .filter(line -> line.contains("expression: '") && !line.contains("fromjson"))
            .toList();
    List<String> theirs = commented(service);
    String text = Files.readString(ROUTE);
    text = text.replace(expressions.get(0), indented(theirs.get(0)));
    text =
        text.replace(
            expressions.stream().filter(line -> line.contains("model_version")).findFirst().get(),
            indented(theirs.get(1)));
    PipelineFolder copy = PipelineFolder.copy(folder.resolve("routes"));
    copy.save("score-http.camel.yaml", text);
    try (Rehearsed routes = new Rehearsed(copy.path(), Map.of())) {
      assertThat(
              routes.run(
                  """
                  - name: %s
                    route: score-http
                    record:
                      - { topic: sensor.temperature, value: { id: e-1, value: 1 } }
                      - { topic: sensor.temperature, value: { id: e-2, value: 2 } }
                    answers: [ { json: %s } ]
                    expected:
                      requests:
                        - { json: %s }
                        - { json: { id: e-1, score: 0.1 } }
                        - { json: { id: e-2, score: 0.2 } }
                  """
                      .formatted(service, answer, request)))
          .isEmpty();
    }
  }

  /** The line behind each comment that names the service: the request's and the answer's. */
  private static List<String> commented(String service) throws Exception {
    List<String> lines = Files.readAllLines(ROUTE);
    return IntStream.range(0, lines.size() - 1)
        .filter(i -> lines.get(i).contains("# " + service))
        .mapToObj(i -> lines.get(i + 1).replaceFirst("^[ #]*", ""))
        .toList();
  }

  private static String indented(String expression) {
    return " ".repeat(14) + expression;
  }
}
