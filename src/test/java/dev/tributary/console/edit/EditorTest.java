package dev.tributary.console.edit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.config.Mode;
import dev.tributary.config.SettingsLoader;
import dev.tributary.console.page.ConsoleFailure;
import dev.tributary.contract.Protocol;
import dev.tributary.contract.SampleMessage;
import dev.tributary.reload.ReloadResult;
import dev.tributary.runtime.Gateway;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EditorTest {
  private static final String FLAT = "cases/flat.yaml";

  @TempDir Path directory;
  private final List<String> reloads = new ArrayList<>();
  private Path routes;
  private RouteFiles files;
  private Editor editor;

  @BeforeEach
  void copyRoutes() throws IOException {
    routes = directory.resolve("routes");
    try (Stream<Path> all = Files.walk(Path.of("routes"))) {
      for (Path path : all.toList()) {
        Path copy = routes.resolve(Path.of("routes").relativize(path).toString());
        boolean otherCases = path.startsWith("routes/cases") && !path.endsWith(FLAT);
        if (Files.isDirectory(path)) {
          Files.createDirectories(copy);
        } else if (!otherCases) {
          Files.copy(path, copy);
        }
      }
    }
    SettingsLoader.Loaded loaded =
        SettingsLoader.load(Mode.DEV, Path.of("none"), Map.of(), Map.of());
    files = new RouteFiles(routes);
    Trial trial = new Trial(Gateway::offline, Gateway::passive, loaded, routes);
    editor =
        new Editor(
            files,
            trial,
            () -> {
              reloads.add("asked");
              return new ReloadResult(Instant.now(), List.of("changed kinds.yaml"), List.of());
            },
            "dead-letter");
  }

  @Test
  void triesAnEditThatIsNotSaved() throws Exception {
    Trial.Sent sent = sent("{\"wobble\": 21.5}");

    Trial.Explained before = editor.explain(sent, List.of());
    Trial.Explained after = editor.explain(sent, List.of(wobble()));

    assertThat(before.answers()).containsExactly("unmapped");
    assertThat(before.detail()).contains("wobble");
    assertThat(after.answers()).containsExactly("stored");
    assertThat(after.records())
        .anySatisfy(record -> assertThat(record.value()).contains("\"temperature\""));
    assertThat(String.join("\n", after.lines())).contains("mapping:flat");
    assertThat(files.open("kinds.yaml").text()).doesNotContain("wobble");
  }

  @Test
  void countsWhatWouldBecomeOfMany() throws Exception {
    List<Trial.Sent> all = List.of(sent("{\"wobble\": 1}"), sent("{"), sent("{\"wobble\": 2}"));

    Trial.Totals totals = editor.total(sink -> all.forEach(sink), List.of(wobble()));

    assertThat(totals.published()).isEqualTo(2);
    assertThat(totals.reasons()).isEqualTo(Map.of("unreadable", 1));
  }

  @Test
  void savesAndActivatesWhatPassesCheckAndCases() throws Exception {
    Editor.Saved saved = editor.save(List.of(wobble()));

    assertThat(saved.checked().failures()).isEmpty();
    assertThat(saved.checked().passed()).isPositive();
    assertThat(saved.active()).isTrue();
    assertThat(saved.reload()).contains("changed kinds.yaml");
    assertThat(files.open("kinds.yaml").text()).contains("wobble");
    assertThat(reloads).hasSize(1);
  }

  @Test
  void savesNothingThatCheckRefuses() throws Exception {
    RouteFiles.Content kinds = files.open("kinds.yaml");

    Editor.Saved saved =
        editor.save(List.of(new Editor.Edit("kinds.yaml", "kinds: [", kinds.digest())));

    assertThat(saved.checked().findings())
        .anySatisfy(finding -> assertThat(finding.file()).isEqualTo("routes/kinds.yaml"));
    assertThat(saved.saved()).isEmpty();
    assertThat(files.open("kinds.yaml")).isEqualTo(kinds);
    assertThat(reloads).isEmpty();
  }

  @Test
  void savesNothingThatBreaksACase() throws Exception {
    Files.writeString(
        routes.resolve("cases/mine.yaml"),
        """
        - name: nothing is known of wobble
          sent: { json: { wobble: 1 } }
          expected: { answer: unmapped }
        """);
    Editor.Edit edit = wobble();

    Editor.Saved saved = editor.save(List.of(edit));

    assertThat(saved.checked().findings()).isEmpty();
    assertThat(saved.checked().failures())
        .singleElement()
        .asString()
        .contains("cases/mine.yaml:1", "nothing is known of wobble");
    assertThat(files.open("kinds.yaml").digest()).isEqualTo(edit.digest());
    assertThat(reloads).isEmpty();
  }

  @Test
  void refusesTheSecondOfTwoSavesOfOneFile() throws Exception {
    Editor.Edit mine = wobble();
    Editor.Edit theirs = wobble();
    editor.save(List.of(mine));

    assertThatThrownBy(() -> editor.save(List.of(theirs)))
        .isInstanceOfSatisfying(ConsoleFailure.class, e -> assertThat(e.status()).isEqualTo(409));
  }

  @Test
  void addsACaseThatPassesWithTheEditAndFailsWithoutIt() throws Exception {
    Editor.Edit edit = wobble();

    Editor.Edit first =
        editor.newCase("wobble: \"a\" # test", sent("{\"wobble\": 1}"), List.of(edit));
    Editor.Edit second = editor.newCase("broken", sent("{"), List.of(edit, first));

    Trial.Checked with = editor.check(List.of(edit, second));
    assertThat(with.failures()).isEmpty();
    assertThat(with.findings()).isEmpty();
    assertThat(editor.check(List.of(second)).failures())
        .singleElement()
        .asString()
        .contains("wobble: \"a\" # test");
  }

  private Editor.Edit wobble() {
    RouteFiles.Content kinds = files.open("kinds.yaml");
    String edited = kinds.text().replaceFirst("\\btemp, ", "temp, wobble, ");
    assertThat(edited).contains("wobble");
    return new Editor.Edit("kinds.yaml", edited, kinds.digest());
  }

  private static Trial.Sent sent(String payload) {
    return new Trial.Sent(
        new SampleMessage(
            Protocol.MQTT,
            null,
            "devices/dev-1/telemetry",
            null,
            null,
            null,
            null,
            null,
            false,
            payload.getBytes(UTF_8)),
        Instant.parse("2026-11-21T03:00:00.250Z"));
  }
}
