package dev.tributary.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A folder of a former version, made from what this one ships with a few lines turned back. */
class InitDiffTest {
  private static final String ROUTE = "routes/route.camel.yaml";
  private static final String LIMITS = "routes/limits.yaml";
  private static final String NEW = "routes/topics.yaml";
  private static final String GONE = "routes/gone.yaml";

  @TempDir private Path parent;
  private Path folder;

  @BeforeEach
  void makeAFolderOfAFormerVersion() throws Exception {
    folder = parent.resolve("gateway");
    assertThat(Typed.of("init", folder.toString()).code()).isZero();
    SortedMap<String, byte[]> then = new TreeMap<>(ShippedFiles.ofThisVersion().files());
    then.put(ROUTE, before(then.get(ROUTE)));
    then.put(LIMITS, before(then.get(LIMITS)));
    then.put(GONE, "old\n".getBytes(UTF_8));
    then.remove(NEW);
    new ShippedFiles("0.0.9", then).remember(folder);
    for (String path : new String[] {ROUTE, LIMITS, GONE}) {
      Files.write(folder.resolve(path), then.get(path));
    }
    Files.delete(folder.resolve(NEW));
  }

  private static byte[] before(byte[] now) {
    return ("# of before\n" + new String(now, UTF_8)).getBytes(UTF_8);
  }

  @Test
  void showHowTheShippedFilesChangedWhateverWasEditedHere() throws IOException {
    append(LIMITS, "# mine\n");
    append("application.properties", "tributary.http.port=8081\n");

    Typed diff = diff();

    assertThat(diff.code()).isEqualTo(1);
    assertThat(diff.out())
        .contains(
            ROUTE
                + ": changed\n--- "
                + ROUTE
                + "\n+++ "
                + ROUTE
                + "\n@@ -1,4 +1,3 @@\n-# of before\n")
        .contains(LIMITS + ": changed, edited here\n")
        .contains(NEW + ": new\n--- /dev/null\n+++ " + NEW + "\n@@ -0,0 +1,")
        .contains(GONE + ": no longer shipped\n")
        .doesNotContain("mine")
        .doesNotContain("application.properties")
        .endsWith("4 files changed since 0.0.9, 1 of them edited here.\n");
  }

  @Test
  void areAPatchThatKeepsWhatWasEdited() throws Exception {
    append(LIMITS, "# mine\n");
    Path patch = Files.writeString(parent.resolve("upgrade.patch"), diff().out());

    Process applied =
        new ProcessBuilder("patch", "-p0", "-i", patch.toString())
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    String said = new String(applied.getInputStream().readAllBytes(), UTF_8);

    assertThat(applied.waitFor()).as(said).isZero();
    assertThat(folder.resolve(ROUTE)).hasSameTextualContentAs(Path.of(ROUTE));
    assertThat(folder.resolve(NEW)).hasSameTextualContentAs(Path.of(NEW));
    assertThat(folder.resolve(LIMITS)).hasContent(Files.readString(Path.of(LIMITS)) + "# mine\n");
    assertThat(Typed.of("init", "--seen", folder.toString()).code()).isZero();
    assertThat(diff().out()).startsWith("Nothing changed since ");
    assertThat(diff().code()).isZero();
  }

  @Test
  void sayWhatWasRemovedHere() throws IOException {
    Files.delete(folder.resolve(ROUTE));

    assertThat(diff().out()).contains(ROUTE + ": changed, removed here\n");
  }

  @Test
  void compareAFolderThatDoesNotSayWhatItWasMadeFrom() throws IOException {
    Files.delete(folder.resolve(ShippedFiles.ARCHIVE));

    assertThat(diff().out())
        .contains(ROUTE + ": differs\n")
        .contains(NEW + ": new\n")
        .contains(
            "files of dev: other than here, where nothing says what the folder was made from.");
  }

  @Test
  void findNothingInAFolderOfToday() {
    Path fresh = parent.resolve("fresh");
    assertThat(Typed.of("init", fresh.toString()).code()).isZero();

    Typed diff = Typed.of("init", "--diff", fresh.toString());

    assertThat(diff.out()).startsWith("Nothing changed since ");
    assertThat(diff.code()).isZero();
  }

  @Test
  void needTheFolderOfAGateway() {
    Typed diff = Typed.of("init", "--diff", parent.toString());

    assertThat(diff.code()).isEqualTo(1);
    assertThat(diff.err())
        .contains(
            "--diff and --seen need the folder of a gateway, but %s has no".formatted(parent));
  }

  private Typed diff() {
    return Typed.of("init", "--diff", folder.toString());
  }

  private void append(String path, String text) throws IOException {
    Path file = folder.resolve(path);
    Files.writeString(file, Files.readString(file) + text);
  }
}
