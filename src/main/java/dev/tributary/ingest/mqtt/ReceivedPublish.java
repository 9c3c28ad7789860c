package dev.tributary.ingest.mqtt;

import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttPublishMessage;

/**
 * One PUBLISH as it came; of a payload that is too large to be stored only the beginning.
 *
 * @param size of the payload as it came, with properties that were left out
 * @param packetId 0 where the broker wants no acknowledgement (QoS 0)
 */
record ReceivedPublish(
    String topic,
    byte[] payload,
    int size,
    int packetId,
    boolean retained,
    MqttProperties properties) {

  /** One that is whole. */
  ReceivedPublish(
      String topic, byte[] payload, int packetId, boolean retained, MqttProperties properties) {
    this(topic, payload, payload.length, packetId, retained, properties);
  }

  /**
   * @param whole how large it was before it was cut, 0 if it was not
   */
  static ReceivedPublish of(MqttPublishMessage message, int whole) {
    boolean asked = message.fixedHeader().qosLevel().value() > 0;
    int size = message.payload().readableBytes();
    return new ReceivedPublish(
        message.variableHeader().topicName(),
        ByteBufUtil.getBytes(message.payload()),
        Math.max(size, whole),
        asked ? message.variableHeader().packetId() : 0,
        message.fixedHeader().isRetain(),
        message.variableHeader().properties());
  }
}
