package dev.tributary.ingest.mqtt;

import dev.tributary.contract.DeviceAnswer;
import dev.tributary.contract.Outcome;
import dev.tributary.contract.SampleMessage;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.MqttPropertyType;
import io.netty.handler.codec.mqtt.MqttProperties.StringProperty;
import io.netty.handler.codec.mqtt.MqttProperties.UserProperty;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** One message that no broker sent, and whether it would be acknowledged to one. */
final class OfflineMessage {
  private static final int PACKET_ID = 1;

  private final CompletableFuture<DeviceAnswer> answer = new CompletableFuture<>();
  private volatile Outcome outcome;

  /** As a device publishes it at QoS 1. */
  static ReceivedPublish publication(SampleMessage sent) {
    MqttProperties properties = new MqttProperties();
    if (sent.contentType() != null) {
      properties.add(new StringProperty(MqttPropertyType.CONTENT_TYPE.value(), sent.contentType()));
    }
    user(properties, "message-id", sent.messageId());
    user(properties, "traceparent", sent.traceparent());
    if (sent.properties() != null) {
      sent.properties().forEach((name, value) -> user(properties, name, value));
    }
    return new ReceivedPublish(
        sent.address(), sent.payload(), PACKET_ID, sent.retained(), properties);
  }

  private static void user(MqttProperties properties, String name, String value) {
    if (value != null) {
      properties.add(new UserProperty(name, value));
    }
  }

  CompletableFuture<DeviceAnswer> answer() {
    return answer;
  }

  /** Passes the outcome on, and remembers it. */
  Consumer<Outcome> remembering(Consumer<Outcome> next) {
    return settled -> {
      outcome = settled;
      next.accept(settled);
    };
  }

  void acknowledged(int packetId) {
    answer.complete(answer(DeviceAnswer.PUBACK));
  }

  void notAcknowledged() {
    answer.complete(answer(DeviceAnswer.NO_PUBACK));
  }

  private DeviceAnswer answer(String code) {
    Outcome settled = outcome;
    return settled == null || settled.isStored()
        ? new DeviceAnswer(code, List.of(DeviceAnswer.STORED), "")
        : new DeviceAnswer(code, List.of(settled.reason().word()), settled.detail());
  }
}
