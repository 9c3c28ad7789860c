package dev.tributary.ingest.mqtt;

import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.IntegerProperty;
import io.netty.handler.codec.mqtt.MqttProperties.MqttPropertyType;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttSubscriptionOption;
import io.netty.handler.codec.mqtt.MqttSubscriptionOption.RetainedHandlingPolicy;
import io.netty.handler.codec.mqtt.MqttVersion;
import java.util.List;

/** The packets that we send, as the contract wants them. */
final class Packets {
  /** Type and remaining length; the packet id follows, and no more: "success" needs no code. */
  static final int PUBACK = 0x4002;

  /** Retained messages only for a subscription that the session does not have yet. */
  private static final MqttSubscriptionOption AT_LEAST_ONCE =
      new MqttSubscriptionOption(
          MqttQoS.AT_LEAST_ONCE,
          false,
          false,
          RetainedHandlingPolicy.SEND_AT_SUBSCRIBE_IF_NOT_YET_EXISTS);

  private Packets() {}

  static MqttMessage connect(BrokerAccess broker) {
    MqttProperties properties = new MqttProperties();
    properties.add(
        new IntegerProperty(
            MqttPropertyType.SESSION_EXPIRY_INTERVAL.value(),
            (int) Math.min(broker.sessionExpirySeconds(), Integer.MAX_VALUE)));
    properties.add(
        new IntegerProperty(MqttPropertyType.RECEIVE_MAXIMUM.value(), broker.receiveMaximum()));
    return MqttMessageBuilders.connect()
        .protocolVersion(MqttVersion.MQTT_5)
        .clientId(broker.clientId())
        .cleanSession(false)
        .keepAlive(broker.keepAliveSeconds())
        .username(broker.username())
        .password(broker.password())
        .properties(properties)
        .build();
  }

  static MqttMessage subscribe(int packetId, List<String> filters) {
    MqttMessageBuilders.SubscribeBuilder packet =
        MqttMessageBuilders.subscribe().messageId(packetId);
    filters.forEach(filter -> packet.addSubscription(filter, AT_LEAST_ONCE));
    return packet.build();
  }

  /** The session expiry stays that of CONNECT. */
  static MqttMessage disconnect(int code) {
    return MqttMessageBuilders.disconnect().reasonCode((byte) code).build();
  }

  /** The keep-alive that counts: the broker's, where it names one. */
  static int keepAlive(MqttConnAckMessage answer, int ours) {
    MqttProperties.MqttProperty<?> theirs =
        answer
            .variableHeader()
            .properties()
            .getProperty(MqttPropertyType.SERVER_KEEP_ALIVE.value());
    return theirs == null ? ours : ((Number) theirs.value()).intValue();
  }
}
