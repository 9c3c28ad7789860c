package dev.tributary.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlaceholdersTest {
  @Test
  void namesTheKeysThatAreToBlame(@TempDir Path folder) throws IOException {
    assertThat(problems(folder, doubling()))
        .containsExactly(
            "a13 must come to at most 65536 characters with what its {{…}} stand for"
                + " (application.properties:28)",
            "a26 must come to at most 65536 characters with what its {{…}} stand for"
                + " (application.properties:15)",
            "a39 must come to at most 65536 characters with what its {{…}} stand for"
                + " (application.properties:2)");
  }

  @Test
  void namesWhatLeadsBackToItself(@TempDir Path folder) throws IOException {
    assertThat(problems(folder, "a={{b}}\nb={{c:1}}\nc=x{{?a}}\n"))
        .singleElement()
        .asString()
        .matches(
            "[abc] must not lead back to itself by \\{\\{…}} \\(application.properties:\\d\\)");
    assertThat(problems(folder, "a=b\nb={{{{a}}}}\n")).hasSize(1);
    assertThat(problems(folder, chain(200))).isNotEmpty();
  }

  @Test
  void leavesAloneWhatIsWell(@TempDir Path folder) throws IOException {
    assertThat(
            problems(
                folder,
                "a=1\nb={{a}}{{a}}\nc={{none:{{b}}}} {{env:HOME}}\nd={{ {{\ne={{c}}{{b}}{{}}\n"))
        .isEmpty();
    assertThat(problems(folder, chain(20))).isEmpty();
  }

  @Test
  void countsWhatATextComesTo() {
    Placeholders placeholders = new Placeholders(Map.of("a", "12345", "b", "{{a}}{{a}}"));
    assertThat(placeholders.size("plain")).isEqualTo(5);
    assertThat(placeholders.size("{{b}}")).isBetween(15L, 40L);
    assertThat(placeholders.size("{{b}}".repeat(10_000))).isGreaterThan(150_000);
    assertThat(placeholders.size("{{".repeat(100_000))).isLessThan(1_000_000);
  }

  private static String doubling() {
    return IntStream.range(0, 40)
            .mapToObj(i -> "a%d={{a%d}}{{a%d}}\n".formatted(40 - i, 39 - i, 39 - i))
            .collect(Collectors.joining())
        + "a0=\n";
  }

  private static String chain(int length) {
    return IntStream.range(0, length)
            .mapToObj(i -> "a%d={{a%d}}\n".formatted(i, i + 1))
            .collect(Collectors.joining())
        + "a%d=1\n".formatted(length);
  }

  private static List<String> problems(Path folder, String properties) throws IOException {
    Path file = Files.writeString(folder.resolve("application.properties"), properties);
    try {
      SettingsLoader.load(Mode.DEV, file, Map.of(), Map.of());
      return List.of();
    } catch (Problems.Found e) {
      return e.problems();
    }
  }
}
