package dev.tributary;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The folder of routes is the diagram: names, ids, descriptions and tests go together. */
class RouteFilesTest {
  private static final String SUFFIX = ".camel.yaml";
  private static final Path ROUTES = Path.of("routes");

  static List<Path> routeFiles() throws IOException {
    try (Stream<Path> files = Files.list(ROUTES)) {
      return files.filter(file -> file.toString().endsWith(SUFFIX)).sorted().toList();
    }
  }

  @Test
  void theSevenStagesAreThere() throws IOException {
    assertThat(routeFiles())
        .extracting(RouteFilesTest::name)
        .contains(
            "ingest-mqtt",
            "ingest-coap",
            "ingest-http",
            "normalize",
            "route",
            "publish",
            "on-failure");
  }

  @ParameterizedTest
  @MethodSource("routeFiles")
  void theRouteHasTheNameOfItsFileAndADescription(Path file) throws IOException {
    JsonNode route = null;
    for (JsonNode item : new YAMLMapper().readTree(file.toFile())) {
      if (item.path("route").path("id").asText().equals(name(file))) {
        route = item.path("route");
      }
    }
    assertThat(route).as("a route with the id " + name(file)).isNotNull();
    assertThat(route.path("description").asText()).isNotBlank();
  }

  @ParameterizedTest
  @MethodSource("routeFiles")
  void theRouteHasATestOfItsName(Path file) throws IOException {
    String test =
        Arrays.stream(name(file).split("-"))
            .map(word -> Character.toUpperCase(word.charAt(0)) + word.substring(1))
            .collect(Collectors.joining());
    try (Stream<Path> tests = Files.walk(Path.of("src", "test", "java"))) {
      assertThat(tests.map(path -> path.getFileName().toString()))
          .as("a test of " + file)
          .containsAnyOf(test + "Test.java", test + "IT.java");
    }
  }

  private static String name(Path file) {
    String name = file.getFileName().toString();
    return name.substring(0, name.length() - SUFFIX.length());
  }
}
