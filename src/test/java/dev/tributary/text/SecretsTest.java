package dev.tributary.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          tcp://alice:secret@broker:1883             | tcp://[hidden]@broker:1883
          tcp://secret@broker                        | tcp://[hidden]@broker
          tcp://alice:se@cret@broker:1883            | tcp://[hidden]@broker:1883
          tcp://alice:se/cret@broker:1883            | tcp://[hidden]@broker:1883
          tcp://alice:se?cr#et@broker                | tcp://[hidden]@broker
          "http://u:secret@[::1]:4318/v1" is down    | "http://[hidden]@[::1]:4318/v1" is down
          a http://u:secret@h, b http://v:secret@i   | a http://[hidden]@h, b http://[hidden]@i
          paho-mqtt5:t?brokerUrl=tcp%3A%2F%2Fa%3Asecret%40h%3A1883&qos=1 | paho-mqtt5:t?brokerUrl=tcp%3A%2F%2F[hidden]%40h%3A1883&qos=1
          kafka:t?saslJaasConfig=secret&brokers=h:1  | kafka:t?saslJaasConfig=[hidden]&brokers=h:1
          http://h/x?a=1&access_token=secret         | http://h/x?a=1&access_token=[hidden]
          https://h/x?client-secret=secret#a         | https://h/x?client-secret=[hidden]
          """)
  void hidesWhatUrlsHoldOfCredentials(String text, String shown) {
    assertThat(Secrets.masked(text)).isEqualTo(shown);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "tcp://broker:1883",
        "http://host:8080/?mail=a@b.c",
        "http://host/path@x",
        "see http://docs/x and mail bob@example.com",
        "paho-mqtt5:devices/+/telemetry?qos=1&cleanStart=false",
        "the device \"a@b\" and 5 % of it",
      })
  void leavesTheRest(String text) {
    assertThat(Secrets.masked(text)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          tcp://alice:secret@broker:1883     | tcp://broker:1883
          tcp://a:sec@r/et@broker:1883       | tcp://broker:1883
          http://u:secret@host:4318/v1       | http://host:4318/v1
          SASL://u:secret@a:1,SASL://v:s@b:2 | SASL://a:1,SASL://b:2
          u:secret@a:9092,b:9092             | a:9092,b:9092
          a:9092, u:secret@b:9092            | a:9092,b:9092
          tcp://broker:1883                  | tcp://broker:1883
          """)
  void takesCredentialsOutOfAddresses(String given, String stripped) {
    assertThat(Secrets.withoutCredentials(given)).isEqualTo(stripped);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "kafka.sasl.jaas.config",
        "kafka.ssl.key.password",
        "kafka.ssl.keystore.key",
        "camel.component.http.proxyAuthPassword",
        "camel.vault.aws.secretKey",
        "camel.vault.aws.access-key",
        "store-postgres.password",
        "site.api_key",
        "SITE_TOKEN",
        "smtp.passwd",
      })
  void knowsASecretByItsName(String key) {
    assertThat(Secrets.shown(key, "s3cret")).isEqualTo("[hidden]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"kafka.linger.ms", "site.name", "camel.main.name", "kafka.ssl.key.location"})
  void showsTheOthers(String key) {
    assertThat(Secrets.shown(key, "tcp://u:p@h")).isEqualTo("tcp://[hidden]@h");
  }

  @Test
  void costsNoMoreThanALongTextIsLong() {
    for (String part :
        new String[] {
          "://x:", "://", "://x:@", "%3A%2F%2Fa", "?password", "&token_token", "@", "a=?"
        }) {
      String text = part.repeat(256 * 1024 / part.length());
      Secrets.masked(text);
      long begun = System.nanoTime();
      Secrets.masked(text);
      assertThat(Duration.ofNanos(System.nanoTime() - begun))
          .as(part)
          .isLessThan(Duration.ofSeconds(1));
    }
  }
}
