package dev.tributary.ingest.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.contract.AddressTemplates;
import dev.tributary.contract.Arrival;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.MqttPropertyType;
import io.netty.handler.codec.mqtt.MqttProperties.StringProperty;
import io.netty.handler.codec.mqtt.MqttProperties.UserProperty;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ArrivalReaderTest {
  private static final Instant NOW = Instant.parse("2026-11-21T03:00:00Z");
  private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

  private final ArrivalReader arrivals =
      new ArrivalReader(
          AddressTemplates.parse(List.of("regions/{region}/devices/{device}/telemetry/{kind}")),
          Clock.fixed(NOW, ZoneOffset.UTC));
  private final MqttProperties properties = new MqttProperties();

  private Arrival arrival(String topic) {
    return arrivals.of(new ReceivedPublish(topic, "1".getBytes(UTF_8), 1, false, properties));
  }

  private Arrival arrival() {
    return arrival("regions/north/devices/d/telemetry/temperature");
  }

  private void user(String name, String value) {
    properties.add(new UserProperty(name, value));
  }

  @Test
  void takesIdentityFromTheTopicAndTheRestAsNull() {
    Arrival arrival = arrival();
    assertThat(arrival.address().device()).isEqualTo("d");
    assertThat(arrival.address().region()).isEqualTo("north");
    assertThat(arrival.address().kind()).isEqualTo("temperature");
    assertThat(arrival.received()).isEqualTo(NOW);
    assertThat(arrival.contentType()).isNull();
    assertThat(arrival.messageId()).isNull();
    assertThat(arrival.properties()).isNull();
    assertThat(arrival.traceparent()).isNull();
  }

  @Test
  void keepsTheTopicWhereNoTemplateMatches() {
    Arrival arrival = arrival("other/topic");
    assertThat(arrival.address().text()).isEqualTo("other/topic");
    assertThat(arrival.address().device()).isNull();
  }

  @Test
  void takesContentTypeMessageIdAndTraceparentByName() {
    properties.add(
        new StringProperty(MqttPropertyType.CONTENT_TYPE.value(), "application/senml+json"));
    user("message-id", "m-7");
    user("traceparent", TRACE);
    user("site", "north");
    Arrival arrival = arrival();
    assertThat(arrival.contentType()).isEqualTo("application/senml+json");
    assertThat(arrival.messageId()).isEqualTo("m-7");
    assertThat(arrival.traceparent()).isEqualTo(TRACE);
    assertThat(arrival.properties()).isEqualTo(Map.of("site", "north"));
  }

  @Test
  void leavesOutWhatHasNotTheRightForm() {
    user("traceparent", "00-00000000000000000000000000000000-b7ad6b7169203331-01");
    user("message-id", "x".repeat(257));
    user("kafka.OVERRIDE_TOPIC\n", "hacked");
    user("", "nameless");
    user("site", "first");
    user("site", "second");
    Arrival arrival = arrival();
    assertThat(arrival.traceparent()).isNull();
    assertThat(arrival.messageId()).isNull();
    assertThat(arrival.properties()).isEqualTo(Map.of("site", "first"));
  }

  @Test
  void keepsThirtyTwoPropertiesAtMost() {
    for (int i = 0; i < 40; i++) {
      user("p" + i, "v");
    }
    assertThat(arrival().properties()).hasSize(32).containsKey("p31").doesNotContainKey("p32");
  }

  @Test
  void keepsFourKibibytesAtMost() {
    user("large", "é".repeat(2_045));
    user("n", "1");
    user("m", "1");
    assertThat(arrival().properties()).hasSize(1).containsKey("large");
  }
}
