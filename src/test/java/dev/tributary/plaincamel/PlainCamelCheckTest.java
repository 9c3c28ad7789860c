package dev.tributary.plaincamel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.check.Check;
import dev.tributary.runtime.Gateway;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** What {@code check} finds in the corpus: all that is to be refused, and nothing else. */
class PlainCamelCheckTest {
  @TempDir private Path folder;

  @TestFactory
  Stream<DynamicTest> refuseByName() throws IOException {
    List<RouteSet> sets =
        new ArrayList<>(RouteSet.all().stream().filter(RouteSet::isRefused).toList());
    sets.addAll(RefusedNames.read().routes(Files.createDirectory(folder.resolve("named"))));
    Map<String, List<Run.Problem>> problems = check(sets);
    return sets.stream()
        .map(
            set ->
                DynamicTest.dynamicTest(
                    set.name(),
                    () ->
                        assertThat(
                                PlainCamelIT.unlike(
                                    set, problems.getOrDefault(set.fileName(), List.of())))
                            .as(set.name())
                            .isEmpty()));
  }

  @TestFactory
  Stream<DynamicTest> acceptWhatWorks() throws IOException {
    Map<String, List<RouteSet>> batches =
        RouteSet.all().stream()
            .filter(set -> !set.isRefused())
            .collect(Collectors.groupingBy(set -> set.expectation().batch()));
    List<DynamicTest> tests = new ArrayList<>();
    for (List<RouteSet> batch : batches.values()) {
      Map<String, List<Run.Problem>> problems = check(batch);
      for (RouteSet set : batch) {
        tests.add(
            DynamicTest.dynamicTest(
                set.name(), () -> assertThat(accepted(set, problems)).as(set.name()).isEmpty()));
      }
    }
    return tests.stream();
  }

  /** Nothing is wrong, or what may be refused is. */
  private static String accepted(RouteSet set, Map<String, List<Run.Problem>> problems) {
    List<Run.Problem> found = problems.getOrDefault(set.fileName(), List.of());
    return found.isEmpty() || set.expectation().refused().isEmpty()
        ? found.stream().map(Run.Problem::toString).collect(Collectors.joining("; "))
        : PlainCamelIT.unlike(set, found);
  }

  /** By the name of the file without its folder. */
  private Map<String, List<Run.Problem>> check(List<RouteSet> sets) throws IOException {
    Path gateway = Files.createTempDirectory(folder, "gateway");
    Path routes = gateway.resolve("routes");
    Run.copy(Path.of("routes"), routes);
    Run.copy(RouteSet.CORPUS.resolve("kamelets"), routes);
    Map<String, String> settings = new HashMap<>();
    settings.put("far.url", "http://127.0.0.1:9");
    settings.put("far.host", "127.0.0.1:9");
    for (RouteSet set : sets) {
      Files.copy(set.file(), routes.resolve(set.fileName()));
      settings.putAll(set.expectation().settings());
    }
    OwnClasses.jar(gateway.resolve("lib"));
    URL jar = gateway.resolve("lib").resolve(OwnClasses.NAME).toUri().toURL();
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    try (URLClassLoader lib = new URLClassLoader(new URL[] {jar}, before)) {
      Thread.currentThread().setContextClassLoader(lib);
      Map<String, List<Run.Problem>> problems = new HashMap<>();
      Check.of(gateway.resolve("none.properties"), Map.of(), settings, routes, Gateway::passive)
          .findings()
          .forEach(
              found ->
                  problems
                      .computeIfAbsent(
                          String.valueOf(found.file()).replaceFirst(".*/", ""),
                          file -> new ArrayList<>())
                      .add(new Run.Problem(found.line(), found.problem())));
      return problems;
    } finally {
      Thread.currentThread().setContextClassLoader(before);
    }
  }
}
