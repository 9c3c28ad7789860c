package dev.tributary.library;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.cli.Ran;
import dev.tributary.reload.PipelineFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code add} and {@code remove} of jars, with a repository in a folder. */
class AddIT {
  private static final String CAMEL = "org.apache.camel:";

  @TempDir private Path folder;

  private final String userHome = System.getProperty("user.home");
  private MavenRepository maven;
  private Path lib;

  @BeforeEach
  void layOut() throws IOException {
    maven = new MavenRepository(folder.resolve("home"));
    System.setProperty("user.home", folder.resolve("home").toString());
    lib = folder.resolve("gateway/lib");
    PipelineFolder.copy(folder.resolve("gateway/routes"));
    Files.writeString(folder.resolve("gateway/application.properties"), "");
    Map<String, String> has = Contents.versions();
    String camel = has.get(CAMEL + "camel-api");
    maven.platform(
        CAMEL + "camel-bom:" + camel,
        CAMEL + "camel-greet:" + camel,
        CAMEL + "camel-support:" + camel);
    maven.platform("io.netty:netty-bom:" + has.get("io.netty:netty-common"));
    maven.platform("io.vertx:vertx-dependencies:" + has.get("io.vertx:vertx-core"));
    maven.platform(
        "com.fasterxml.jackson:jackson-bom:"
            + has.get("com.fasterxml.jackson.core:jackson-databind"));
    maven.platform(
        "org.apache.logging.log4j:log4j-bom:" + has.get("org.apache.logging.log4j:log4j-core"));
    maven.jar(
        CAMEL + "camel-greet:" + camel,
        CAMEL + "camel-support:" + camel,
        "dev.example:helper:1.0",
        "dev.example:only-tests:1.0:test",
        "org.springframework:spring-jcl:6.2");
    maven.jar("dev.example:helper:1.0");
    maven.jar("dev.example:helper:1.1");
    maven.versions("dev.example:helper", "1.0", "1.1", "1.2-rc1");
  }

  @AfterEach
  void back() {
    System.setProperty("user.home", userHome);
  }

  @Test
  void bringWhatTheJarLacksAndTakeItAwayAgain() throws Exception {
    Ran added = run("add", "camel-greet");
    assertThat(added.out())
        .contains("Put 2 jars into")
        .contains("camel-greet-4.17.0.jar helper-1.0.jar");
    assertThat(names())
        .containsExactlyInAnyOrder("camel-greet-4.17.0.jar", "helper-1.0.jar", Lock.FILE);
    String lock = Files.readString(lib.resolve(Lock.FILE));
    assertThat(run("check").out()).contains("Nothing wrong.");

    assertThat(run("add", "camel-greet").out()).contains("camel-greet is there already.");
    assertThat(Files.readString(lib.resolve(Lock.FILE))).isEqualTo(lock);

    run("add", "dev.example:helper:1.0");
    run("remove", "camel-greet");
    assertThat(names())
        .as("what others need stays")
        .containsExactlyInAnyOrder("helper-1.0.jar", Lock.FILE);
    run("add", "dev.example:helper:1.1");
    assertThat(names()).containsExactlyInAnyOrder("helper-1.1.jar", Lock.FILE);
    assertThat(run("add", "--list").out()).contains("dev.example:helper 1 jar in lib (added)");
    run("remove", "dev.example:helper");
    assertThat(names()).containsExactly(Lock.FILE);
  }

  @Test
  void takeTheNewestThatIsFinishedWhereNoVersionIsGiven() throws Exception {
    assertThat(run("add", "dev.example:helper").out()).contains("helper-1.1.jar");
  }

  @Test
  void nameWhatIsNotAsTheLockFileSays() throws Exception {
    run("add", "camel-greet");
    Files.delete(lib.resolve("helper-1.0.jar"));
    Files.writeString(lib.resolve("camel-greet-4.17.0.jar"), "changed");
    Ran check = run("check");
    assertThat(check.code()).isOne();
    assertThat(check.out())
        .contains("camel-greet-4.17.0.jar must have the SHA-256 in tributary.lock but has another")
        .contains("helper-1.0.jar is missing but named in tributary.lock");

    assertThat(run("add").out()).contains("Got ").contains("helper-1.0.jar");
    assertThat(run("remove", "camel-greet").out())
        .contains("Left, as it was changed since:")
        .contains("camel-greet-4.17.0.jar");
    assertThat(names()).containsExactlyInAnyOrder("camel-greet-4.17.0.jar", Lock.FILE);
  }

  @Test
  void bringToItsEndWhatWasKilled() throws Exception {
    run("add", "camel-greet");
    // killed before the jars got their names
    Files.move(lib.resolve("helper-1.0.jar"), lib.resolve(".helper-1.0.jar.part"));
    assertThat(run("check").out()).contains("helper-1.0.jar is missing");
    assertThat(run("add", "camel-greet").code()).isZero();
    assertThat(names())
        .containsExactlyInAnyOrder("camel-greet-4.17.0.jar", "helper-1.0.jar", Lock.FILE);
    assertThat(run("check").out()).contains("Nothing wrong.");
  }

  @Test
  void sayWhyNothingCanBeHadAndWriteNothing() throws Exception {
    assertThat(run("add", "camel-great").err())
        .contains("Camel has no camel-great; did you mean camel-greet?");
    assertThat(run("add", "camel-support").err()).contains("is part of the gateway's own jar");
    assertThat(run("add", "dev.example:nobody:1").err())
        .contains("dev.example:nobody:1 cannot be had: no repository has dev.example:nobody:jar:1")
        .contains("copy the jar and those that it needs into lib/");
    assertThat(run("add", "dev.example:nobody").err()).contains("no version of it can be found");
    assertThat(run("add", "greet").err())
        .contains("there is no recipe \"greet\"")
        .contains("camel-greet");
    maven.hide();
    Ran gone = run("add", "camel-greet");
    assertThat(gone.code()).isOne();
    assertThat(gone.err()).hasLineCount(1).contains("cannot be had").contains("into lib/");
    assertThat(lib).doesNotExist();
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(lib)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  private Ran run(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add("--config=" + folder.resolve("gateway/application.properties"));
    all.add("--routes=" + folder.resolve("gateway/routes"));
    return Ran.of(all.toArray(String[]::new));
  }
}
