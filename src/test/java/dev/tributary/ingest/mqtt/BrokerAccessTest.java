package dev.tributary.ingest.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BrokerAccessTest {
  @ParameterizedTest
  @CsvSource({
    "tcp://broker:1884, broker, 1884, false",
    "tcp://broker, broker, 1883, false",
    "mqtt://broker, broker, 1883, false",
    "ssl://broker, broker, 8883, true",
    "mqtts://10.0.0.1:9000/, 10.0.0.1, 9000, true"
  })
  void readsAUrl(String url, String host, int port, boolean tls) {
    URI uri = BrokerAccess.parse(url);
    assertThat(uri.getHost()).isEqualTo(host);
    assertThat(BrokerAccess.port(uri)).isEqualTo(port);
    assertThat(BrokerAccess.isTls(uri)).isEqualTo(tls);
  }

  @ParameterizedTest
  @ValueSource(strings = {"broker:1883", "ws://broker", "tcp://", "tcp://host/path", "tcp://a b"})
  void refusesWhatIsNoBroker(String url) {
    assertThatThrownBy(() -> BrokerAccess.parse(url))
        .hasMessage(
            "the MQTT broker must be tcp://host:1883 or ssl://host:8883 but is \"%s\"", url);
  }

  @Test
  void showsNoPassword() {
    BrokerAccess broker =
        new BrokerAccess("h", 1883, null, "id", "user", new byte[] {1}, 30, 60, 100, 3600, 1);
    assertThat(broker).hasToString("tcp://h:1883");
  }
}
