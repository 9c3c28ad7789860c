package dev.tributary.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.dev.EmbeddedKafka;
import dev.tributary.world.TributaryProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code verify} as a command: what a script that calls it goes by is its exit code. */
class VerifyCommandIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir private static Path directory;
  private static EmbeddedKafka kafka;

  @BeforeAll
  static void startKafka() throws Exception {
    kafka = EmbeddedKafka.start(directory.resolve("kafka"), 0);
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.brokers()))) {
      admin.createTopics(List.of(new NewTopic("iot.verify", 3, (short) 1))).all().get();
    }
  }

  @AfterAll
  static void stopKafka() {
    kafka.close();
  }

  @Test
  void endsWithOneWhenSomethingAcknowledgedIsMissing() throws Exception {
    try (PretendGateway gateway = new PretendGateway(kafka.brokers())) {
      gateway.acknowledgeEarlyAndForget = number -> number == 7;
      try (TributaryProcess verify = verifyPretended(gateway)) {
        assertThat(verify.code(PATIENCE)).as(verify.output()).isEqualTo(1);
        assertThat(verify.output()).contains("LOST: 1 acknowledged message");
      }
    }
  }

  @Test
  void endsWithZeroWhenAllIsThere() throws Exception {
    try (PretendGateway gateway = new PretendGateway(kafka.brokers());
        TributaryProcess verify = verifyPretended(gateway)) {
      assertThat(verify.code(PATIENCE)).as(verify.output()).isZero();
      assertThat(verify.output()).doesNotContain("LOST");
    }
  }

  private static TributaryProcess verifyPretended(PretendGateway gateway) throws Exception {
    return verify(
        "pretended",
        "--protocol=http",
        "--http=" + gateway.uri(),
        "--messages=60",
        "--devices=1",
        "--settle=3s");
  }

  private static TributaryProcess verify(String name, String... options) throws Exception {
    return TributaryProcess.start(
        directory.resolve(name + ".log"),
        Map.of("tributary.kafka.brokers", kafka.brokers()),
        Stream.concat(Stream.of("verify"), Stream.of(options)).toArray(String[]::new));
  }
}
