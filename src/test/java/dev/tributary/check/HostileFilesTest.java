package dev.tributary.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.project.Finding;
import dev.tributary.runtime.Gateway;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that would exhaust or hang whoever reads them: each is named, in a line. */
@Timeout(120)
class HostileFilesTest {
  private static final int MIB = 1 << 20;
  private static final String ROUTE =
      "- route:\n    id: %s\n    from:\n      uri: direct:%s\n      steps:\n        - log: x\n";

  @TempDir private Path root;
  private Path folder;

  @BeforeEach
  void copyTheKinds() throws IOException {
    folder = Files.createDirectory(root.resolve("routes"));
    for (String name : List.of("kinds.yaml", "shapes.yaml")) {
      Files.copy(Path.of("routes", name), folder.resolve(name));
    }
  }

  @ParameterizedTest(name = "{0} {2}")
  @MethodSource("files")
  void areNamedInALine(String name, String text, String problem) throws IOException {
    write(name, text);

    List<String> found = check().stream().map(Finding::toString).toList();
    assertThat(found).contains("routes/" + name + problem);
    assertThat(found)
        .as("of other files")
        .allSatisfy(line -> assertThat(line).startsWith("routes/" + name));
  }

  static Stream<Arguments> files() {
    return Stream.of(
        nested("a.camel.yaml", "[", "]", ":1: must be nested at most 100 deep"),
        nested("a.camel.yaml", "{a: ", "}", ":1: must be nested at most 100 deep"),
        nested("kinds.yaml", "[", "]", ":1: must be nested at most 100 deep"),
        nested("shapes.yaml", "{a: ", "}", ":1: must be nested at most 100 deep"),
        nested("topics.yaml", "[", "]", ":1: must be nested at most 100 deep"),
        nested("limits.yaml", "[", "]", ":1: must be nested at most 100 deep"),
        nested("cases/a.yaml", "[", "]", ":1: must be nested at most 100 deep"),
        nested(
            "mappings/a.jslt",
            "(",
            ")",
            ":1: is nested too deeply, or has too many items in one list"),
        Arguments.of(
            "mappings/b.jslt",
            "if (.a) 1 else ".repeat(10_000) + "1",
            ":1: is nested too deeply, or has too many items in one list"),
        Arguments.of(
            "a.camel.yaml",
            laughs(),
            ":5: must have at most 20000 names and values, aliases written out"),
        Arguments.of("a.camel.yaml", "- &a [*a]", ":1: *a must not stand in what it stands for"),
        Arguments.of(
            "limits.yaml",
            "gateway: &a {rate: 1}\ndevices:\n  - *a\n",
            ":3: an alias cannot be read here: write what *a stands for"),
        Arguments.of(
            "limits.yaml",
            "gateway: {rate: 1}\n---\n{}\n",
            ":3: a file must be one document but another begins here"),
        huge("a.camel.yaml", ": must have at most 256 KiB but has 36 MiB"),
        huge("mappings/a.jslt", ": must have at most 256 KiB but has 36 MiB"),
        huge("kinds.yaml", ": must have at most 1024 KiB but has 36 MiB"),
        huge("limits.yaml", ": must have at most 1024 KiB but has 36 MiB"),
        huge("cases/a.yaml", ": must have at most 1024 KiB but has 36 MiB"),
        Arguments.of(
            "a.camel.yaml",
            "- 1\n".repeat(50_000),
            ":20000: must have at most 20000 names and values, aliases written out"),
        Arguments.of(
            "topics.yaml", "- 1\n".repeat(200_000), ":100000: must have at most 100000 values"),
        Arguments.of("a.camel.yaml", "- {x: 1}\n".repeat(6_000), ": 5900 problems more"),
        Arguments.of("a.camel.yaml", "- a: 1\n  a: 1\n", ":2: \"a\" stands here twice"),
        Arguments.of("a.camel.yaml", "a: {b: 1}", ":1: the file must not be an object"),
        Arguments.of("a.camel.yaml", "from: {uri: direct:a}", ":1: the file must not be an object"),
        Arguments.of(
            "a.camel.yaml",
            ROUTE.formatted("a", "a").replace("log: x", "to: 'direct:" + "x".repeat(4000) + "'"),
            ":6: to must have at most 4000 characters"),
        Arguments.of(
            "a.camel.yaml",
            ROUTE
                .formatted("a", "a")
                .replace(
                    "log: x",
                    "to: {uri: 'direct:x', parameters: {a: "
                        + "x".repeat(2000)
                        + ", b: "
                        + "x".repeat(2000)
                        + "}}"),
            ":6: to must have at most 4000 characters"),
        Arguments.of(
            "limits.yaml",
            "? " + "k".repeat(501) + "\n: 1\n",
            ":1: a key must have at most 500 characters"),
        Arguments.of(
            "a.camel.yaml",
            "? " + "k".repeat(501) + "\n: 1\n",
            ":1: a key must have at most 500 characters"),
        Arguments.of(
            "limits.yaml",
            "gateway: {rate: 1, burst: 1e999999999}",
            ":1: a number must have an exponent of at most 1000"),
        Arguments.of(
            "topics.yaml",
            "a: {partitions: 1e-999999999}",
            ":1: a number must have an exponent of at most 1000"));
  }

  private static Arguments nested(String name, String open, String close, String problem) {
    return Arguments.of(name, open.repeat(5000) + close.repeat(5000), problem);
  }

  private static Arguments huge(String name, String problem) {
    return Arguments.of(name, "#".repeat(36 * MIB), problem);
  }

  /** Each line is ten times the one above. */
  private static String laughs() {
    return "- &a0 [x]\n"
        + IntStream.range(0, 20)
            .mapToObj(i -> "- &a%d [%s]\n".formatted(i + 1, ("*a" + i + ", ").repeat(10)))
            .collect(Collectors.joining());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'allOf':[{'$ref':'#'}]}",
        "{'$ref':'http://127.0.0.1:1/never'}",
        "{'$ref':'#/nowhere'}",
      })
  void areNamedAmongSchemas(String schema) throws IOException {
    write("mappings/a.jslt", "[]");
    write("schemas/a.schema.json", schema.replace('\'', '"'));

    assertThat(check())
        .singleElement()
        .asString()
        .startsWith("routes/schemas/a.schema.json: this is no JSON Schema: ");
  }

  @Test
  void areNamedAmongSettings() throws IOException {
    assertThat(settings("#".repeat(200 * MIB)))
        .isEqualTo("application.properties: must have at most 1024 KiB but has 200 MiB");
    assertThat(settings("\na=1\nb=\\u12x4\n"))
        .isEqualTo(
            "application.properties:3: \\u must have four hex digits behind it, and \\\\ is a backslash");
    assertThat(
            settings(
                IntStream.range(0, 11_000)
                    .mapToObj(i -> "a" + i + "=1\n")
                    .collect(Collectors.joining())))
        .isEqualTo("application.properties:10001: must have at most 10000 keys");
    assertThat(settings("a=" + "x".repeat(70_000)))
        .isEqualTo(
            "application.properties:1: must have at most 500 characters in a key and 65536 in a value");
  }

  @Test
  void areNamedWherePlaceholdersMakeThemHuge() throws IOException {
    assertThat(settings("a={{b}}\nb={{a}}\n"))
        .isEqualTo(
            "application.properties:1: a must not lead back to itself by {{…}} (application.properties:1)");
    write(
        "a.camel.yaml",
        ROUTE.formatted("a", "a").replace("log: x", "log: '" + "{{a}}".repeat(50) + "'"));
    assertThat(settings("a=" + "x".repeat(60_000)))
        .isEqualTo(
            "routes/a.camel.yaml:6: a file must come to at most 1024 KiB with what its {{…}} stand for");
  }

  /** Camel takes minutes for such an address. */
  @Test
  void areNamedWherePlaceholdersMakeAnAddressLong() throws IOException {
    write("a.camel.yaml", ROUTE.formatted("a", "a").replace("log: x", "to: 'direct:a?x={{a}}'"));
    assertThat(settings("a=" + "x".repeat(60_000)))
        .isEqualTo(
            "routes/a.camel.yaml:6: to must come to at most 4000 characters with what its {{…}} stand for");
  }

  private String settings(String text) throws IOException {
    Path config = root.resolve("application.properties");
    Files.writeString(config, text);
    List<Finding> found = Check.of(config, Map.of(), Map.of(), folder, Gateway::passive).findings();
    assertThat(found).hasSize(1);
    return found.get(0).toString();
  }

  @Test
  void areReadWithTheMarkThatWindowsWrites() throws IOException {
    for (String name : List.of("kinds.yaml", "shapes.yaml")) {
      write(name, "\uFEFF" + Files.readString(folder.resolve(name)));
    }
    write("a.camel.yaml", "\uFEFF" + ROUTE.formatted("a", "a"));
    write("limits.yaml", "\uFEFFgateway: {rate: 1}\n");
    write("topics.yaml", "\uFEFFx: {partitions: 1}\n");
    write("mappings/a.jslt", "\uFEFF[]");
    write("schemas/a.schema.json", "\uFEFF{}");
    write("cases/a.yaml", "\uFEFF[]");
    assertThat(check()).isEmpty();

    assertThat(settings("\uFEFFtributary.http.prt=1\n"))
        .isEqualTo(
            "application.properties:1: tributary.http.prt is no setting (application.properties:1);"
                + " did you mean tributary.http.port?");
  }

  @Test
  void areNamedWhenTheyAreUtf16() throws IOException {
    Files.write(folder.resolve("limits.yaml"), "gateway: 1".getBytes(StandardCharsets.UTF_16));
    assertThat(check())
        .singleElement()
        .hasToString("routes/limits.yaml: must be UTF-8 but is UTF-16");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void areLeftAloneWhereAnEditorPutThem() throws IOException {
    write("a.camel.yaml", ROUTE.formatted("a", "a"));
    Files.createSymbolicLink(folder.resolve(".#a.camel.yaml"), Path.of("user@host.1234:56"));
    Files.createDirectory(folder.resolve("mappings"));
    Files.createSymbolicLink(folder.resolve("mappings/.#a.jslt"), Path.of("user@host.1234:56"));
    for (String name :
        List.of(
            "#a.camel.yaml#",
            "a.camel.yaml~",
            ".a.camel.yaml.swp",
            "4913",
            "a.camel.yaml___jb_tmp___",
            "._a.camel.yaml",
            ".git/a.camel.yaml",
            "..2026_11_25/a.camel.yaml",
            "mappings/.b.jslt",
            "mappings/a.jslt~",
            "cases/.a.yaml.swp",
            "schemas/._a.schema.json")) {
      write(name, "\0[[[");
    }
    assertThat(check()).isEmpty();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void areNamedWhenTheyAreNoFiles() throws Exception {
    Files.createDirectory(folder.resolve("a.camel.yaml"));
    Files.createSymbolicLink(folder.resolve("b.camel.yaml"), Path.of("nowhere"));
    Files.createSymbolicLink(folder.resolve("c.camel.yaml"), Path.of("c.camel.yaml"));
    Files.createSymbolicLink(folder.resolve("d.camel.yaml"), Path.of("/dev/zero"));
    new ProcessBuilder("mkfifo", folder.resolve("e.camel.yaml").toString()).start().waitFor();
    Files.createSymbolicLink(folder.resolve("f.camel.yaml"), Path.of("/proc/self/mem"));
    Files.createDirectories(folder.resolve("mappings/a.jslt"));
    Files.createDirectories(folder.resolve("schemas/a.schema.json"));
    Files.createDirectories(folder.resolve("cases/a.yaml"));
    Files.createSymbolicLink(folder.resolve("limits.yaml"), Path.of("nowhere"));
    Files.createDirectory(folder.resolve("topics.yaml"));
    Files.createSymbolicLink(folder.resolve("loop"), folder);

    assertThat(check())
        .extracting(Finding::toString)
        .containsExactly(
            "routes/a.camel.yaml: must be a file but is a folder",
            "routes/b.camel.yaml: is a link to nothing",
            "routes/c.camel.yaml: is a link that leads back to itself",
            "routes/cases/a.yaml: must be a file but is a folder",
            "routes/d.camel.yaml: must be a file but is a pipe, a socket or a device",
            "routes/e.camel.yaml: must be a file but is a pipe, a socket or a device",
            "routes/f.camel.yaml: cannot be read: Input/output error",
            "routes/limits.yaml: is a link to nothing",
            "routes/loop: is a link that leads back to a folder above it",
            "routes/mappings/a.jslt: must be a file but is a folder",
            "routes/schemas/a.schema.json: must be a file but is a folder",
            "routes/topics.yaml: must be a file but is a folder");
  }

  @Test
  void areBoundedInNumber() throws IOException {
    for (int i = 0; i <= 1000; i++) {
      write("cases/%d.yaml".formatted(i), "[]");
    }
    assertThat(check())
        .singleElement()
        .hasToString(
            "routes: the folder of routes must have at most 1000 files (--routes names another)");
  }

  @Test
  void areBoundedInDepth() throws IOException {
    write("d/".repeat(20) + "a.yaml", "[]");
    assertThat(check())
        .singleElement()
        .asString()
        .endsWith("d: folders may be nested at most 16 deep");
  }

  @Test
  void nameNothingThatATerminalWouldObey() throws IOException {
    write("a.camel.yaml", ROUTE.formatted("a", "a").replace("log: x", "\"\\e[31m\\u202E\": x"));
    assertThat(check())
        .allSatisfy(
            found -> assertThat(found.toString()).doesNotContainPattern("[\\p{Cntrl}\\p{Cf}]"))
        .isNotEmpty();
  }

  private List<Finding> check() {
    return Check.of(root.resolve("none"), Map.of(), Map.of(), folder, Gateway::passive).findings();
  }

  private void write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
