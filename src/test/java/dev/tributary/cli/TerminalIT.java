package dev.tributary.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tributary.dev.FreePorts;
import dev.tributary.world.TributaryProcess;
import dev.tributary.world.TributaryTest;
import dev.tributary.world.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What {@code run} and {@code dev} print, as processes: run into a file, dev on a real terminal.
 */
@TributaryTest
class TerminalIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path folder;

  @Test
  void runSaysWhoItIsAndWhenItIsReadyAndStops(World world) throws Exception {
    Map<String, String> settings = settings();
    settings.put("tributary.kafka.brokers", world.kafka().brokers());
    settings.put("tributary.kafka.topic-prefix", "terminal");
    settings.put("tributary.mqtt.broker-url", world.mqtt().url());
    settings.put("tributary.mqtt.client-id", "terminal");
    Path output = folder.resolve("run.log");
    try (TributaryProcess run = TributaryProcess.start(output, settings, "run")) {
      await("ready").atMost(PATIENCE).until(() -> run.output().contains("ready in "));
      run.interrupt();
      run.code(PATIENCE);

      assertThat(run.output())
          .containsPattern(
              "RunCommand Tributary \\S+ listens: MQTT tcp://\\S+, http://127.0.0.1:\\d+,"
                  + " coap://127.0.0.1:\\d+, Kafka \\S+, management http://127.0.0.1:\\d+")
          .containsPattern("RunCommand ready in \\d+\\.\\d s")
          .containsPattern("RunCommand Stopped after \\d+\\.\\d s")
          .contains("KafkaHealth Kafka is available\n")
          .doesNotContain("available again");
    }
  }

  @Test
  void devKeepsItsStatusBelowWhatItLogs() throws Exception {
    Map<String, String> settings = settings();
    List<Integer> ports = FreePorts.take(2);
    settings.put("tributary.dev.mqtt-port", ports.get(0).toString());
    settings.put("tributary.dev.kafka-port", ports.get(1).toString());
    settings.put("tributary.dev.directory", folder.resolve("dev").toString());
    Path config = folder.resolve("dev.properties");
    Files.write(config, settings.entrySet().stream().map(Object::toString).toList());
    Path screen = folder.resolve("screen");
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    // exec, so that the process of the shell is the gateway's
    String command =
        "stty cols 40; echo $$ >'%s'; exec '%s' -XX:TieredStopAtLevel=1 -cp '%s' dev.tributary.Tributary dev --config '%s'"
            .formatted(folder.resolve("pid"), java, System.getProperty("java.class.path"), config);
    ProcessBuilder builder =
        new ProcessBuilder("script", "-qfec", command, screen.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("TERM", "xterm");
    builder.environment().put("NO_COLOR", "1");
    Process terminal = builder.start();
    try {
      await("the status")
          .atMost(PATIENCE)
          .until(() -> !terminal.isAlive() || text(screen).contains("\u001b[Kready, "));
      String pid = Files.readString(folder.resolve("pid")).strip();
      new ProcessBuilder("kill", "-INT", pid).start().waitFor();
      assertThat(terminal.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();

      String shown = text(screen);
      assertThat(shown)
          .contains("Tributary is running")
          .contains("Stopped.")
          .doesNotContain("\u001b[3");
      assertThat(shown.lines().filter(line -> line.contains("Stopped.")))
          .allSatisfy(line -> assertThat(line).isEqualTo("Stopped."));
      assertThat(shown.split("\u001b\\[K"))
          .filteredOn(part -> part.startsWith("ready"))
          .allSatisfy(part -> assertThat(part.lines().findFirst().orElse("")).hasSizeLessThan(40));
    } finally {
      terminal.destroyForcibly();
    }
  }

  private static String text(Path screen) throws IOException {
    return Files.exists(screen) ? Files.readString(screen).replace("\r\n", "\n") : "";
  }

  private static Map<String, String> settings() throws IOException {
    Map<String, String> settings = new LinkedHashMap<>();
    List<Integer> ports = FreePorts.take(3);
    settings.put("tributary.http.host", "127.0.0.1");
    settings.put("tributary.http.port", ports.get(0).toString());
    settings.put("tributary.coap.host", "127.0.0.1");
    settings.put("tributary.coap.port", ports.get(1).toString());
    settings.put("tributary.management.port", ports.get(2).toString());
    settings.put("tributary.trace.enabled", "false");
    return settings;
  }
}
