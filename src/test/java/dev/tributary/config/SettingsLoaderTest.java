package dev.tributary.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.assertj.core.api.ListAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsLoaderTest {
  @TempDir Path folder;

  private static final String NEEDED =
      "tributary.mqtt.broker-url=tcp://broker:1883\ntributary.kafka.brokers=kafka:9092\n";

  @Test
  void givesTheDefaultsOfTheContract() throws IOException {
    Settings.Tributary settings = load(NEEDED).settings().tributary();

    assertThat(settings.addresses()).hasSize(8).startsWith("devices/{device}/telemetry");
    assertThat(settings.mqtt().receiveMaximum()).isEqualTo(1000);
    assertThat(settings.mqtt().sessionExpiry()).isEqualTo(Duration.ofDays(7));
    assertThat(settings.mqtt().skipRetained()).isFalse();
    assertThat(settings.http().host()).isEqualTo("0.0.0.0");
    assertThat(settings.http().port()).hasValue(8080);
    assertThat(settings.http().auth()).isEqualTo("none");
    assertThat(settings.http().maxBatchBytes()).isEqualTo(8 << 20);
    assertThat(settings.coap().port()).hasValue(5683);
    assertThat(settings.coap().securePort()).isEmpty();
    assertThat(settings.coap().emptyAckAfter()).isEqualTo(Duration.ofMillis(500));
    assertThat(settings.management().host()).isEqualTo("127.0.0.1");
    assertThat(settings.management().port()).hasValue(9000);
    assertThat(settings.management().hosts()).isEmpty();
    assertThat(settings.maxPayloadBytes()).isEqualTo(256 << 10);
    assertThat(settings.inFlight().messages()).isEqualTo(10000);
    assertThat(settings.inFlight().bytes()).isEqualTo(64L << 20);
    assertThat(settings.normalize().partial()).isEqualTo("publish");
    assertThat(settings.kafka().topicPrefix()).isEqualTo("iot");
    assertThat(settings.kafka().partitionBy()).isEqualTo("device");
    assertThat(settings.kafka().unavailableAfter()).isEqualTo(Duration.ofSeconds(5));
    assertThat(settings.deadLetter().topic()).isEqualTo("dead-letter");
    assertThat(settings.deadLetter().rate()).isEqualTo(100);
    assertThat(settings.shutdownTimeout()).isEqualTo(Duration.ofSeconds(20));
    assertThat(settings.insecure()).isFalse();
    assertThat(settings.reload().enabled()).isFalse();
  }

  @Test
  void devNeedsNothingAndListensOnLoopback() {
    Settings.Tributary settings =
        SettingsLoader.load(Mode.DEV, folder.resolve("none"), Map.of(), Map.of())
            .settings()
            .tributary();

    assertThat(settings.mqtt().brokerUrl()).isNull();
    assertThat(settings.http().host()).isEqualTo("127.0.0.1");
    assertThat(settings.reload().enabled()).isTrue();
  }

  @Test
  void setWinsOverEnvironmentWinsOverFile() throws IOException {
    Path file =
        file(NEEDED + "tributary.http.port=1\ntributary.coap.port=1\ntributary.http.host=a\n");

    Settings.Tributary settings =
        SettingsLoader.load(
                Mode.RUN,
                file,
                Map.of("TRIBUTARY_HTTP_PORT", "2", "TRIBUTARY_COAP_PORT", "2"),
                Map.of("tributary.http.port", "3"))
            .settings()
            .tributary();

    assertThat(settings.http().port()).hasValue(3);
    assertThat(settings.coap().port()).hasValue(2);
    assertThat(settings.http().host()).isEqualTo("a");
  }

  @Test
  void anEmptyPortSwitchesTheEndOff() throws IOException {
    assertThat(load(NEEDED + "tributary.http.port=\n").settings().tributary().http().port())
        .isEmpty();
  }

  @Test
  void namesEveryProblemAtOnceWithPlaceAndWayOut() {
    fails(
            """
            tributary.htp.port=8080
            tributary.http.port=80a
            tributary.coap.port=70000
            tributary.mqtt.session-expiry=5x
            tributary.in-flight.bytes=many
            tributary.http.auth=maybe
            tributary.insecure=yes
            tributary.normalize.zone=Mars
            tributary.mqtt.receive-maximum=0
            """)
        .containsExactlyInAnyOrder(
            "tributary.mqtt.broker-url must be given to run (set it in application.properties or as"
                + " TRIBUTARY_MQTT_BROKER_URL; empty switches it off)",
            "tributary.kafka.brokers must be given to run (set it in application.properties or as"
                + " TRIBUTARY_KAFKA_BROKERS; empty switches it off)",
            "tributary.htp.port is no setting (application.properties:1); did you mean"
                + " tributary.http.port?",
            "tributary.http.port must be a port from 0 to 65535 but is \"80a\""
                + " (application.properties:2)",
            "tributary.coap.port must be a port from 0 to 65535 but is \"70000\""
                + " (application.properties:3)",
            "tributary.mqtt.session-expiry must be a duration like 500ms, 5s, 10m, 2h or 7d but is"
                + " \"5x\" (application.properties:4)",
            "tributary.in-flight.bytes must be a size like 4096, 256 KiB or 8 MiB but is \"many\""
                + " (application.properties:5)",
            "tributary.http.auth must be one of none, tokens, mtls but is \"maybe\""
                + " (application.properties:6)",
            "tributary.insecure must be true or false but is \"yes\" (application.properties:7)",
            "tributary.normalize.zone must be a time zone like Europe/Berlin or UTC but is \"Mars\""
                + " (application.properties:8)",
            "tributary.mqtt.receive-maximum must be at least 1 but is \"0\""
                + " (application.properties:9)");
  }

  @Test
  void takesNamesOfHostsAndNothingElse() throws IOException {
    assertThat(
            load(NEEDED + "tributary.management.hosts=Gateway.Example., my_service,10.0.0.1\n")
                .settings()
                .tributary()
                .management()
                .hosts())
        .extracting(HostName::name)
        .containsExactly("gateway.example", "my_service", "10.0.0.1");
    for (String wrong :
        List.of("*", "*.example", "tributary:9000", "http://tributary", "a@b", "-")) {
      fails(NEEDED + "tributary.management.hosts=good, " + wrong + "\n")
          .containsExactly(
              "tributary.management.hosts must be host names without scheme, port or wildcard, as"
                  + " in gateway.example, but is \"good, %s\" (application.properties:3)"
                      .formatted(wrong));
    }
  }

  @Test
  void refusesAGuardedKeyUnlessItsGuardIsLifted() throws IOException {
    fails(NEEDED + "kafka.acks=1\n")
        .containsExactly(
            "kafka.acks must be all or -1, which carries \"acknowledged means stored\", but is"
                + " \"1\" (application.properties:3; tributary.unsafe=kafka.acks lifts the guard)");

    assertThat(
            load(NEEDED + "kafka.acks=1\ntributary.unsafe=kafka.acks\n").settings().kafkaClient())
        .containsEntry("acks", "1");
  }

  @Test
  void passesTheOtherPrefixesThrough() throws IOException {
    Settings settings =
        load(NEEDED + "kafka.linger.ms=7\ncamel.main.name=x\nsite.name=north \\\n  wing\n")
            .settings();

    assertThat(settings.kafkaClient()).containsExactly(Map.entry("linger.ms", "7"));
    assertThat(settings.camel()).containsExactly(Map.entry("camel.main.name", "x"));
    assertThat(settings.own()).containsExactly(Map.entry("site.name", "north wing"));
  }

  @Test
  void refusesAKeyThatStandsTwice() {
    fails(NEEDED + "site.a=1\nsite.a=2\n")
        .containsExactly(
            "site.a must be given once but stands twice (application.properties:3 and line 4)");
  }

  @Test
  void ignoresServiceLinksAndUnknownVariablesWithAWarning() throws IOException {
    SettingsLoader.Loaded loaded =
        SettingsLoader.load(
            Mode.RUN,
            file(NEEDED),
            Map.of("TRIBUTARY_HTTP_PORT", "tcp://10.0.0.1:8080", "TRIBUTARY_HTP_HOST", "x"),
            Map.of());

    assertThat(loaded.settings().tributary().http().port()).hasValue(8080);
    assertThat(loaded.warnings())
        .hasSize(2)
        .anyMatch(w -> w.contains("service link"))
        .anyMatch(w -> w.endsWith("did you mean TRIBUTARY_HTTP_HOST?"));
  }

  @Test
  void readsASecretFromAFileAndNeverShowsIt() throws IOException {
    Path secret = Files.writeString(folder.resolve("secret"), "opensesame\n");

    SettingsLoader.Loaded loaded =
        SettingsLoader.load(
            Mode.RUN,
            file(NEEDED),
            Map.of("TRIBUTARY_MQTT_PASSWORD_FILE", secret.toString()),
            Map.of());

    assertThat(loaded.settings().tributary().mqtt().password()).isEqualTo("opensesame");
    assertThat(loaded.inForce()).containsEntry("tributary.mqtt.password", "[hidden]");
    assertThat(loaded.inForce().toString()).doesNotContain("opensesame");
    assertThat(loaded.settings().toString()).doesNotContain("opensesame");
  }

  @Test
  void takesCredentialsOutOfAddressesAndSaysWhereTheyBelong() throws IOException {
    SettingsLoader.Loaded loaded =
        load(
            """
            tributary.mqtt.broker-url=tcp://alice:s3cret@broker:1883
            tributary.kafka.brokers=alice:s3cret@kafka:9092,other:9092
            tributary.otlp.endpoint=http://alice:s3cret@collector:4318
            """);

    Settings.Tributary settings = loaded.settings().tributary();
    assertThat(settings.mqtt().brokerUrl()).isEqualTo("tcp://broker:1883");
    assertThat(settings.kafka().brokers()).isEqualTo("kafka:9092,other:9092");
    assertThat(settings.otlp().endpoint()).hasToString("http://collector:4318");
    assertThat(loaded.toString()).doesNotContain("s3cret", "alice");
    assertThat(loaded.warnings())
        .containsExactly(
            "tributary.mqtt.broker-url must not contain a user name or password, which are ignored"
                + " there (application.properties:1): set tributary.mqtt.username and"
                + " tributary.mqtt.password",
            "tributary.kafka.brokers must not contain a user name or password, which are ignored"
                + " there (application.properties:2): set kafka.sasl.jaas.config",
            "tributary.otlp.endpoint must not contain a user name or password, which are ignored"
                + " there (application.properties:3): set tributary.otlp.headers"
                + " (Authorization=Basic and the base64 of user:password)");
  }

  @Test
  void showsNoPasswordOfAUrlInAProblemOrAWarning() {
    fails(NEEDED + "tributary.otlp.endpoint=htp://alice:s3cret@collector\n")
        .singleElement()
        .asString()
        .contains("htp://collector")
        .doesNotContain("s3cret", "alice");
    fails(NEEDED + "tributary.http.host=h\nkafka.bootstrap.servers=SASL://alice:s3cret@k:1\n")
        .singleElement()
        .asString()
        .contains("kafka.bootstrap.servers")
        .doesNotContain("s3cret", "alice");
    assertThat(
            SettingsLoader.load(
                    Mode.DEV,
                    folder.resolve("none"),
                    Map.of("TRIBUTARY_HTTP_PORT", "tcp://alice:s3cret@10.0.0.1:80"),
                    Map.of())
                .warnings())
        .singleElement()
        .asString()
        .contains("service link")
        .doesNotContain("s3cret", "alice");
  }

  @Test
  void printsNoSecretOfALibraryOrAnOperator() throws IOException {
    Settings settings =
        load(NEEDED
                + "kafka.sasl.jaas.config=x required password=\"s3cret\";\n"
                + "kafka.ssl.keystore.key=s3cret\n"
                + "camel.component.http.proxyAuthPassword=s3cret\n"
                + "store.url=jdbc:postgresql://u:s3cret@db/x\n"
                + "store.api-key=s3cret\n"
                + "site.name=north\n")
            .settings();

    assertThat(settings.toString()).doesNotContain("s3cret").contains("site.name=north");
    assertThat(settings.kafkaClient()).as("they count all the same").containsValue("s3cret");
    assertThat(settings.own()).containsEntry("store.url", "jdbc:postgresql://u:s3cret@db/x");
  }

  @Test
  void everyAddressSaysWhereItsCredentialsBelong() {
    assertThat(Definition.all())
        .filteredOn(
            definition ->
                definition.type() == java.net.URI.class
                    || definition.key().matches(".*(url|uri|endpoint|brokers)"))
        .hasSizeGreaterThan(2)
        .allSatisfy(
            definition ->
                assertThat(definition.setting().credentials()).as(definition.key()).isNotEmpty());
  }

  @Test
  void saysThatTheFileIsMissing() {
    assertThatThrownBy(
            () -> SettingsLoader.load(Mode.RUN, folder.resolve("none"), Map.of(), Map.of()))
        .isInstanceOf(Problems.Found.class)
        .hasMessageContaining("the configuration file must exist but")
        .hasMessageContaining("init writes one");
  }

  @Test
  void everySettingHasADescriptionAndADefaultThatParses() {
    assertThat(Definition.all())
        .allSatisfy(
            definition -> {
              assertThat(definition.setting().value()).as(definition.key()).endsWith(".");
              for (Mode mode : Mode.values()) {
                String text = definition.defaultIn(mode);
                definition.parse(text.isEmpty() ? null : text);
              }
            });
  }

  private SettingsLoader.Loaded load(String text) throws IOException {
    return SettingsLoader.load(Mode.RUN, file(text), Map.of(), Map.of());
  }

  private ListAssert<String> fails(String text) {
    AbstractThrowableAssert<?, ?> thrown = assertThatThrownBy(() -> load(text));
    return thrown
        .isInstanceOf(Problems.Found.class)
        .extracting(
            t -> ((Problems.Found) t).problems(), InstanceOfAssertFactories.list(String.class));
  }

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("application.properties"), text);
  }
}
