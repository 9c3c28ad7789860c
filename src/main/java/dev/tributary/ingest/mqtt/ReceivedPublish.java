package dev.tributary.ingest.mqtt;

import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttPublishMessage;

/**
 * One PUBLISH as it came.
 *
 * @param packetId 0 where the broker wants no acknowledgement (QoS 0)
 */
record ReceivedPublish(
    String topic, byte[] payload, int packetId, boolean retained, MqttProperties properties) {

  static ReceivedPublish of(MqttPublishMessage message) {
    boolean asked = message.fixedHeader().qosLevel().value() > 0;
    return new ReceivedPublish(
        message.variableHeader().topicName(),
        ByteBufUtil.getBytes(message.payload()),
        asked ? message.variableHeader().packetId() : 0,
        message.fixedHeader().isRetain(),
        message.variableHeader().properties());
  }
}
