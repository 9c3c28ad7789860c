package dev.tributary.ingest.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttVersion;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PublishCutterTest {
  private static final int KEPT = 1000;
  private static final int LARGE = KEPT + 200_000;
  private static final long SEED = System.nanoTime();

  private final List<Integer> wholes = new ArrayList<>();

  @Test
  void passesOnWhatIsNotTooLargeInWhateverPartsItComes() {
    HostilePackets packets = new HostilePackets(new Random(SEED));
    int equal = 0;
    for (int round = 0; round < 500; round++) {
      byte[] stream = packets.next();
      List<String> cut = decoded(stream, true);
      List<String> uncut = decoded(stream, false);
      // of a packet that promises more than ever comes one may say sooner than the other what it is
      int both = wholes.isEmpty() ? Math.min(cut.size(), uncut.size()) : 0;
      equal += cut.equals(uncut) ? 1 : 0;
      if (both > 0 && !cut.equals(uncut)) {
        assertThat(cut.subList(0, both - 1))
            .as("seed %d", SEED)
            .isEqualTo(uncut.subList(0, both - 1));
      }
      wholes.clear();
    }
    assertThat(equal).as("seed %d", SEED).isGreaterThan(400);
  }

  @Test
  void keepsTheBeginningOfALargePayloadAndAllOfWhatFollows() {
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    for (int id = 1; id <= 5; id++) {
      stream.writeBytes(HostilePackets.publish("a/" + id, id, new byte[0], payload(id, 10)));
      stream.writeBytes(
          HostilePackets.publish("b/" + id, id, new byte[0], payload(id, LARGE + id)));
    }

    List<String> decoded = decoded(stream.toByteArray(), true);

    assertThat(decoded).hasSize(10);
    for (int id = 1; id <= 5; id++) {
      assertThat(decoded.get(2 * id - 2)).isEqualTo(text("a/" + id, id, payload(id, 10)));
      assertThat(decoded.get(2 * id - 1)).isEqualTo(text("b/" + id, id, payload(id, KEPT)));
      assertThat(wholes.get(id - 1)).isEqualTo(LARGE + id);
    }
  }

  @Test
  void knowsThatAMessageAtQos0HasNoPacketId() {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    HostilePackets.text(body, "a");
    body.write(0);
    body.writeBytes(payload(7, LARGE));
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    stream.writeBytes(HostilePackets.packet(0x30, body.toByteArray()));
    stream.writeBytes(HostilePackets.publish("b", 8, new byte[0], payload(8, 10)));

    assertThat(decoded(stream.toByteArray(), true))
        .containsExactly(text("a", -1, payload(7, KEPT)), text("b", 8, payload(8, 10)));
    assertThat(wholes).containsExactly(LARGE);
  }

  @Test
  void leavesOutPropertiesThatAreTooLarge() {
    ByteArrayOutputStream properties = new ByteArrayOutputStream();
    for (int i = 0; i < 30; i++) {
      properties.write(0x26);
      HostilePackets.text(properties, "name");
      HostilePackets.text(properties, "x".repeat(10_000));
    }
    byte[] stream = HostilePackets.publish("a", 7, properties.toByteArray(), payload(7, KEPT / 2));

    assertThat(decoded(stream, true)).containsExactly(text("a", 7, payload(7, KEPT / 2)));
    int digits = 3;
    assertThat(wholes).containsExactly(KEPT / 2 + digits + properties.size());
  }

  @Test
  void refusesWhatIsLargeAndMakesNoSense() {
    byte[] suback = HostilePackets.packet(0x90, new byte[LARGE]);
    byte[] propertiesBeyondItsEnd = HostilePackets.packet(0x32, new byte[LARGE]);
    propertiesBeyondItsEnd[5] = 1;
    Arrays.fill(propertiesBeyondItsEnd, 9, 12, (byte) 0xFF);
    propertiesBeyondItsEnd[12] = 0x7F;

    assertThat(decoded(suback, true)).containsExactly("malformed");
    assertThat(decoded(propertiesBeyondItsEnd, true)).containsExactly("malformed");
  }

  private static byte[] payload(int first, int size) {
    byte[] bytes = new byte[size];
    Arrays.fill(bytes, (byte) first);
    return bytes;
  }

  private static String text(String topic, int id, byte[] payload) {
    return "%s %d %d %d".formatted(topic, id, payload.length, Arrays.hashCode(payload));
  }

  /** What MQTT's decoder makes of these bytes, in parts of any size. */
  private List<String> decoded(byte[] stream, boolean cut) {
    EmbeddedChannel channel = new EmbeddedChannel();
    if (cut) {
      channel.pipeline().addLast(new PublishCutter(KEPT));
    }
    channel.pipeline().addLast(new MqttDecoder(1 << 28, 65_535, false), MqttEncoder.INSTANCE);
    channel.writeOutbound(
        MqttMessageBuilders.connect().protocolVersion(MqttVersion.MQTT_5).clientId("a").build());
    Random parts = new Random(SEED);
    for (int at = 0; at < stream.length; ) {
      int end = Math.min(stream.length, at + 1 + parts.nextInt(1 << parts.nextInt(17)));
      channel.writeInbound(Unpooled.copiedBuffer(stream, at, end - at));
      at = end;
    }
    List<String> decoded = new ArrayList<>();
    for (Object next = channel.readInbound(); next != null; next = channel.readInbound()) {
      if (next instanceof PublishCutter.Whole whole) {
        wholes.add(whole.size());
      } else if (!decoded.contains("malformed")) {
        decoded.add(text((MqttMessage) next));
      }
    }
    channel.finishAndReleaseAll();
    return decoded;
  }

  private static String text(MqttMessage message) {
    if (message.decoderResult().isFailure()) {
      return "malformed";
    }
    if (message instanceof MqttPublishMessage publish) {
      String text =
          text(
              publish.variableHeader().topicName(),
              publish.variableHeader().packetId(),
              ByteBufUtil.getBytes(publish.payload()));
      publish.release();
      return text;
    }
    return message.fixedHeader().messageType().toString();
  }
}
