package dev.tributary.reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tributary.brokers.MosquittoBroker;
import dev.tributary.contract.Protocol;
import dev.tributary.dev.EmbeddedKafka;
import dev.tributary.runtime.Gateway;
import dev.tributary.simulate.Targets;
import dev.tributary.verify.Report;
import dev.tributary.verify.Verification;
import dev.tributary.verify.VerifyOptions;
import dev.tributary.world.World;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Saves good and bad while all three protocols send; the long form is -Dtributary.test.reloads=100.
 */
@Tag("load")
class ReloadUnderLoadIT {
  private static final int RELOADS = Integer.getInteger("tributary.test.reloads", 60);
  private static final double RATE = Integer.getInteger("tributary.test.reload-rate", 1000);
  private static final String ROUTE = "route.camel.yaml";
  private static final String TO_SENSOR = "- to: topic:sensor\n";

  @TempDir private Path directory;
  private EmbeddedKafka kafka;
  private MosquittoBroker mqtt;
  private PipelineFolder folder;
  private Gateway gateway;

  @BeforeEach
  void start() throws Exception {
    mqtt = MosquittoBroker.start(Files.createDirectory(directory.resolve("mqtt")));
    kafka = EmbeddedKafka.start(directory.resolve("kafka"), 0);
    folder = PipelineFolder.copy(directory.resolve("routes"));
    gateway =
        World.gateway(
            Map.of(
                "tributary.kafka.brokers", kafka.brokers(),
                "tributary.mqtt.broker-url", mqtt.url(),
                "tributary.mqtt.client-id", "reload",
                "tributary.http.port", "0",
                "tributary.coap.port", "0",
                "tributary.management.port", "0",
                "tributary.reload.enabled", "true"),
            folder.path());
    gateway.start();
    await().atMost(Duration.ofSeconds(30)).until(() -> status().equals("ready"));
  }

  @AfterEach
  void stop() throws Exception {
    gateway.close();
    kafka.close();
    mqtt.close();
  }

  @Test
  void loseAndReorderNothingThroughGoodAndBadSaves() throws Exception {
    List<Long> saves = new ArrayList<>();
    List<PipelineFolder.Mistake> mistakes = List.of(PipelineFolder.Mistake.values());
    Report report;
    List<Long> delays;
    try (Verification verification = new Verification(options());
        Probe probe = new Probe(uri("http", gateway.httpPort().getAsInt()), kafka.brokers())) {
      CompletableFuture<Void> sending = CompletableFuture.runAsync(verification::send);
      await().until(() -> stored(verification) > 0);
      for (int turn = 1; turn <= RELOADS / 2; turn++) {
        PipelineFolder.Mistake mistake = mistakes.get(turn % mistakes.size());
        mistake.make(folder);
        await(mistake + " is told").until(() -> status().equals("degraded"));

        mistake.mend(folder);
        folder.touch(PipelineFolder.STAGES.get(turn % PipelineFolder.STAGES.size()), turn);
        divert(turn % 2 == 1);
        saves.add(System.currentTimeMillis());
        int arrived = turn;
        await("turn " + turn).until(() -> probe.turns() == arrived);
        await("turn " + turn + " is well").until(() -> status().equals("ready"));
      }
      verification.stop();
      sending.get();
      report = verification.settle();
      delays = probe.delays(saves);
    }
    tell(report, delays);
    assertThat(report.lost()).isZero();
    for (Report.Row row : report.protocols()) {
      assertThat(row.sent()).as(row.protocol()).isPositive();
      assertThat(row.reordered()).as(row.protocol() + " reordered").isZero();
      assertThat(row.deadLettered()).as(row.protocol() + " dead letters").isZero();
    }
    assertThat(delays).hasSize(RELOADS / 2);
  }

  /** Sends the probe's readings to another topic, or as shipped. */
  private void divert(boolean diverted) throws IOException {
    if (diverted) {
      folder.edit(
          ROUTE,
          TO_SENSOR,
          TO_SENSOR
              + " ".repeat(24)
              + "- filter: { simple: \"${body.device} == 'probe'\","
              + " steps: [{ to: \"topic:sensor.diverted\" }] }\n");
    } else {
      folder.restore(ROUTE);
    }
  }

  private VerifyOptions options() {
    return new VerifyOptions(
        Targets.open(
            mqtt.url(),
            uri("http", gateway.httpPort().getAsInt()),
            uri("coap", gateway.coapPort().getAsInt())),
        Map.of("bootstrap.servers", kafka.brokers()),
        VerifyOptions.Topics.of("iot", "dead-letter"),
        Protocol.ofDevices(),
        50,
        RATE,
        0,
        Duration.ofMinutes(30),
        Duration.ofSeconds(20));
  }

  private static URI uri(String scheme, int port) {
    return URI.create(scheme + "://127.0.0.1:" + port);
  }

  private static long stored(Verification verification) {
    return Protocol.ofDevices().stream().mapToLong(verification::stored).min().orElse(0);
  }

  private String status() {
    return String.valueOf(gateway.health().ready().body().get("status"));
  }

  private static void tell(Report report, List<Long> delays) {
    List<Long> sorted = delays.stream().sorted().toList();
    System.getLogger("test")
        .log(
            System.Logger.Level.INFO,
            "{0} reloads, half of them bad; from save to the first message of the new route, ms:"
                + " median {1}, p95 {2}, most {3}\n{4}",
            RELOADS,
            sorted.get(sorted.size() / 2),
            sorted.get(sorted.size() * 95 / 100),
            sorted.get(sorted.size() - 1),
            report.table());
  }
}
