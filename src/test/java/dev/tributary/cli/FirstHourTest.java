package dev.tributary.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a new user types, and what stands on the terminal then. */
class FirstHourTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({"tset, test", "rnu, run", "explian, explain", "unmaped, unmapped"})
  void askWhichCommandWasMeant(String typed, String meant) {
    Typed answer = Typed.of(typed);

    assertThat(answer.code()).isEqualTo(2);
    assertThat(answer.err().lines())
        .containsExactly(
            "error: Unmatched argument at index 0: '%s'; did you mean %s?".formatted(typed, meant),
            "see tributary --help");
  }

  @Test
  void nameAMistypedOption() {
    Typed answer = Typed.of("dev", "--simulat", "3");

    assertThat(answer.code()).isEqualTo(2);
    assertThat(answer.err().lines())
        .containsExactly(
            "error: Unknown options: '--simulat', '3'",
            "Possible solutions: --simulate",
            "see tributary dev --help");
  }

  @Test
  void nameAllThatKeepsAGatewayFromRunningAtOnce() throws IOException {
    Path config = Files.writeString(folder.resolve("application.properties"), "");
    Path routes = Files.createDirectory(folder.resolve("routes"));

    Typed answer = Typed.of("run", "--config", config.toString(), "--routes", routes.toString());

    assertThat(answer.code()).isEqualTo(1);
    assertThat(answer.err())
        .contains("tributary.kafka.brokers must be given to run")
        .contains("tributary.mqtt.broker-url must be given to run")
        .contains("tributary.http.auth must not be none")
        .contains("tributary.coap.port must be empty")
        .contains("must hold *.camel.yaml files");
    assertThat(answer.err().lines()).doesNotHaveDuplicates();
  }

  @Test
  void sayWhatIsActiveAndWhereItCameFrom() throws IOException {
    Path config =
        Files.writeString(
            folder.resolve("application.properties"),
            """
            # mine
            tributary.http.port=8081
            tributary.mqtt.password=hunter2
            site.name=north
            kafka.sasl.jaas.config=secret
            """);

    Typed answer =
        Typed.of(
            "config", "--dev", "--config", config.toString(), "--set", "tributary.coap.port=0");

    assertThat(answer.code()).isZero();
    assertThat(answer.out().lines())
        .contains(
            "tributary.http.port=8081  # application.properties:2",
            "tributary.mqtt.password=[hidden]  # application.properties:3",
            "kafka.sasl.jaas.config=[hidden]  # application.properties:5",
            "site.name=north  # application.properties:4",
            "tributary.coap.port=0  # --set",
            "tributary.http.host=127.0.0.1  # default");
    assertThat(answer.out()).doesNotContain("hunter2").doesNotContain("=secret");
  }

  @Test
  void printTheSettingsOfAFolderThatRunWouldNotStartWith() throws IOException {
    Path config = Files.writeString(folder.resolve("new.properties"), "tributary.coap.port=0\n");

    Typed answer = Typed.of("config", "--config", config.toString());

    assertThat(answer.code()).isZero();
    assertThat(answer.out()).contains("tributary.coap.port=0  # new.properties:1");
    assertThat(answer.err())
        .contains("warning: tributary.kafka.brokers must be given to run")
        .contains("warning: run would not start with these; below is what dev takes");
  }

  @Test
  void describeTheSettingsOfEachCommandWithItsOwnDefaults() {
    assertThat(Typed.of("run", "--help").out())
        .contains("tributary.http.host=0.0.0.0")
        .contains("tributary.reload.enabled=false")
        .contains("The address to listen on.");
    assertThat(Typed.of("dev", "--help").out())
        .contains("tributary.http.host=127.0.0.1")
        .contains("tributary.reload.enabled=true");
  }

  @Test
  void printAFolderThatAShellTakes() {
    Path gateway = folder.resolve("my gateway");

    Typed answer = Typed.of("init", gateway.toString());

    assertThat(answer.code()).isZero();
    assertThat(answer.out())
        .contains("Next: cd '%s' && java -jar tributary.jar dev --simulate 20".formatted(gateway));
    assertThat(gateway.resolve("routes/kinds.yaml")).exists();
  }
}
