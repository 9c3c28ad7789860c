package dev.tributary.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.tributary.brokers.TcpRelay;
import dev.tributary.contract.Protocol;
import dev.tributary.dev.EmbeddedKafka;
import dev.tributary.dev.FreePorts;
import dev.tributary.simulate.Targets;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Verify must be able to fail: each promise is broken on purpose, and it has to notice. */
class VerificationIT {
  private static final int MESSAGES = 60;
  private static final double RATE = 200;

  /** Shorter than it takes to call Kafka silent. */
  private static final Duration SETTLE = Duration.ofSeconds(2);

  @TempDir private static Path directory;
  private static EmbeddedKafka kafka;
  private static TcpRelay network;

  private PretendGateway gateway;

  @BeforeAll
  static void startKafka() throws Exception {
    int port = FreePorts.one();
    network = TcpRelay.to(port);
    String behind = "PLAINTEXT://127.0.0.1:" + network.port();
    kafka = new EmbeddedKafka(directory, 1, port, Map.of("advertised.listeners", behind));
    kafka.start();
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
  static void stopKafka() throws IOException {
    kafka.close();
    network.close();
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

  /** As fast as acknowledged, for no time in particular: what would wait for an answer for ever. */
  @Test
  void givesUpWhereNobodyEverAnswers() {
    URI nobody = gateway.uri();
    gateway.close();
    Report report =
        assertTimeoutPreemptively(
            Duration.ofMinutes(1),
            () -> report(options(nobody, kafka.brokers(), 0, Duration.ofMillis(200))));
    assertThat(report.passed()).isFalse();
    assertThat(report.table()).contains("gave up sending");
  }

  @Test
  void endsWhereOneMessageIsStoredAgainAndAgain() {
    gateway.storeEndlessly = number -> number == 50;
    gateway.acknowledgeEarlyAndForget = number -> number == 51;
    Report report = assertTimeoutPreemptively(Duration.ofMinutes(1), () -> report());
    assertThat(report.lost()).isEqualTo(1);
    assertThat(report.protocols().get(0).duplicated()).isPositive();
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

  /** Longer than it waits for what is missing, and that is not lost: it comes when Kafka does. */
  @Test
  void waitsForAKafkaThatGoesAwayBeforeAllIsFound() {
    gateway.storeAfterTheNext = number -> number == MESSAGES;
    try (Verification verification =
        new Verification(options(gateway.uri(), kafka.brokers(), RATE, SETTLE))) {
      verification.send();
      await().until(() -> verification.stored(Protocol.HTTP) == MESSAGES - 1);
      network.refuse(true);
      network.cut();
      CompletableFuture<Report> settling = CompletableFuture.supplyAsync(verification::settle);
      await()
          .during(SETTLE.multipliedBy(2))
          .atMost(SETTLE.multipliedBy(3))
          .until(() -> !settling.isDone());
      network.refuse(false);
      gateway.storeWhatIsHeldBack();
      Report report = settling.orTimeout(1, TimeUnit.MINUTES).join();
      assertThat(report.lost()).isZero();
      assertThat(report.protocols().get(0).stored()).isEqualTo(MESSAGES);
    } finally {
      network.refuse(false);
    }
  }

  /** Silence says nothing while there is still something to read, of whomever it is. */
  @Test
  void isBehindAsLongAsItHasNotReadWhatKafkaHeld() {
    Semaphore read = new Semaphore(0);
    TopicReader reader =
        new TopicReader(
            Map.of("bootstrap.servers", kafka.brokers(), "max.poll.records", 1),
            List.of("iot.dead-letter"),
            record -> read.acquireUninterruptibly());
    KafkaProducer<String, String> others =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", kafka.brokers()),
            new StringSerializer(),
            new StringSerializer());
    try {
      reader.start();
      reader.toTheEnd();
      for (int i = 0; i < 3; i++) {
        var unused = others.send(new ProducerRecord<>("iot.dead-letter", "another's"));
      }
      others.flush();
      long held = System.nanoTime();
      // it looks at Kafka between two records, once a second
      for (int i = 0; i < 3; i++) {
        await()
            .during(Duration.ofMillis(1_500))
            .atMost(Duration.ofSeconds(20))
            .until(() -> reader.heard() < held);
        read.release();
      }
      await().atMost(Duration.ofSeconds(20)).until(() -> reader.heard() > held);
    } finally {
      others.close();
      read.release(Short.MAX_VALUE);
      reader.close();
    }
  }

  private Report.Row verify() {
    return report().protocols().get(0);
  }

  private Report report() {
    return report(gateway.uri(), kafka.brokers());
  }

  private static Report report(URI http, String brokers) {
    return report(options(http, brokers, RATE, SETTLE));
  }

  private static Report report(VerifyOptions options) {
    try (Verification verification = new Verification(options)) {
      verification.send();
      return verification.settle();
    }
  }

  private static VerifyOptions options(URI http, String brokers, double rate, Duration settle) {
    return new VerifyOptions(
        Targets.open(null, http, null),
        Map.of("bootstrap.servers", brokers),
        VerifyOptions.Topics.of("iot", "dead-letter"),
        List.of(Protocol.HTTP),
        1,
        rate,
        MESSAGES,
        null,
        settle);
  }
}
