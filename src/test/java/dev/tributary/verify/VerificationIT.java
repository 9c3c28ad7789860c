package dev.tributary.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.tributary.dev.EmbeddedKafka;
import dev.tributary.ingest.Protocol;
import dev.tributary.simulate.Targets;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Verify must be able to fail: each promise is broken on purpose, and it has to notice. */
class VerificationIT {
  private static final int MESSAGES = 60;

  @TempDir private static Path directory;
  private static EmbeddedKafka kafka;

  private PretendGateway gateway;

  @BeforeAll
  static void startKafka() throws Exception {
    kafka = EmbeddedKafka.start(directory, 0);
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.brokers()))) {
      admin
          .createTopics(
              List.of(
                  new NewTopic("iot.verify", 2, (short) 1),
                  new NewTopic("iot.dead-letter", 1, (short) 1)))
          .all()
          .get();
    }
  }

  @AfterAll
  static void stopKafka() {
    kafka.close();
  }

  @BeforeEach
  void startGateway() {
    gateway = new PretendGateway(kafka.brokers());
  }

  @AfterEach
  void stopGateway() {
    gateway.close();
  }

  @Test
  void findsEverythingOfAnHonestGateway() {
    Report.Row row = verify();
    assertThat(row.acknowledged()).isEqualTo(MESSAGES);
    assertThat(row.stored()).isEqualTo(MESSAGES);
    assertThat(row.lost() + row.duplicated() + row.reordered() + row.unanswered()).isZero();
    assertThat(row.toAcknowledgement().p50()).isPositive();
    assertThat(row.toVisibility().max()).isGreaterThanOrEqualTo(row.toVisibility().p50());
  }

  @Test
  void seesTheLossOfAGatewayThatAcknowledgesEarly() {
    gateway.acknowledgeEarlyAndForget = number -> number % 20 == 7;
    Report report = report();
    assertThat(report.lost()).isEqualTo(3);
    assertThat(report.table()).contains("LOST: 3 acknowledged messages");
    assertThat(report.examples()).hasSize(3).allMatch(example -> example.endsWith("7"));
  }

  @Test
  void seesDuplicatesAndThoseUnderAnotherId() {
    gateway.storeTwice = number -> number == 10;
    gateway.storeTwiceUnderAnotherId = number -> number == 20;
    Report.Row row = verify();
    assertThat(row.duplicated()).isEqualTo(2);
    assertThat(row.otherId()).isEqualTo(1);
    assertThat(row.lost()).isZero();
  }

  @Test
  void seesADeviceOutOfOrder() {
    gateway.storeAfterTheNext = number -> number == 30;
    Report.Row row = verify();
    assertThat(row.reordered()).isEqualTo(1);
    assertThat(row.lost()).isZero();
  }

  @Test
  void countsDeadLettersRefusalsAndWhatIsSentAgain() {
    gateway.deadLetter = number -> number == 5;
    gateway.refuse = number -> number == 6;
    gateway.unavailableOnce = number -> number == 7;
    Report.Row row = verify();
    assertThat(row.deadLetteredBy()).containsExactly(Map.entry("invalid", 1L));
    assertThat(row.refused()).isEqualTo(1);
    assertThat(row.resent()).isEqualTo(1);
    assertThat(row.acknowledged()).isEqualTo(MESSAGES - 1);
    assertThat(row.lost()).isZero();
  }

  @Test
  void showsNothingWhereNobodyAnswers() {
    URI nobody = gateway.uri();
    gateway.close();
    Report report = report(nobody, kafka.brokers());
    Report.Row row = report.protocols().get(0);
    assertThat(row.acknowledged()).isZero();
    assertThat(row.unsent()).isEqualTo(MESSAGES - row.sent()).isPositive();
    assertThat(report.lost()).isZero();
    assertThat(report.passed()).isFalse();
    assertThat(report.table())
        .contains("NOTHING SHOWN")
        .contains(row.unsent() + " messages were due");
  }

  @Test
  void endsWhenKafkaCannotBeReached() throws IOException {
    int closed;
    try (ServerSocket socket = new ServerSocket(0)) {
      closed = socket.getLocalPort();
    }
    assertTimeoutPreemptively(
        Duration.ofMinutes(1),
        () ->
            assertThatThrownBy(() -> report(gateway.uri(), "localhost:" + closed))
                .isInstanceOf(KafkaException.class));
  }

  private Report.Row verify() {
    return report().protocols().get(0);
  }

  private Report report() {
    return report(gateway.uri(), kafka.brokers());
  }

  private static Report report(URI http, String brokers) {
    VerifyOptions options =
        new VerifyOptions(
            Targets.open(null, http, null),
            Map.of("bootstrap.servers", brokers),
            VerifyOptions.Topics.of("iot", "dead-letter"),
            List.of(Protocol.HTTP),
            1,
            200,
            MESSAGES,
            null,
            Duration.ofSeconds(3));
    try (Verification verification = new Verification(options)) {
      verification.send();
      return verification.settle();
    }
  }
}
