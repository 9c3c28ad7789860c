package dev.tributary.dev;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedMqttIT {
  @TempDir Path directory;

  @Test
  void keepsSessionsAndMessagesOverARestartOnTheSamePort() throws Exception {
    try (EmbeddedMqtt broker = EmbeddedMqtt.start(directory, 0)) {
      int port = broker.port();
      assertThat(port).isPositive();
      BlockingQueue<String> heard = new LinkedBlockingQueue<>();
      MqttClient listener = connect(broker.url(), "listener", heard);
      listener.subscribe("devices/+/telemetry", 1);
      listener.disconnect();
      listener.close();
      MqttClient publisher = connect(broker.url(), "publisher", new LinkedBlockingQueue<>());
      publisher.publish("devices/a/telemetry", "first".getBytes(UTF_8), 1, false);
      publisher.disconnect();
      publisher.close();

      broker.stop();
      broker.start();

      assertThat(broker.port()).isEqualTo(port);
      MqttClient again = connect(broker.url(), "listener", heard);
      assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("first");
      again.disconnect();
      again.close();
    }
  }

  @Test
  void saysWhatIsWrongWhenThePortIsTaken(@TempDir Path other) throws Exception {
    try (EmbeddedMqtt broker = EmbeddedMqtt.start(directory, 0)) {
      assertThatThrownBy(() -> EmbeddedMqtt.start(other, broker.port()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("127.0.0.1:" + broker.port());
    }
  }

  @Test
  void refusesADirectoryThatAnotherBrokerUses() throws Exception {
    try (EmbeddedMqtt broker = EmbeddedMqtt.start(directory, 0)) {
      assertThat(broker.url()).isEqualTo("tcp://127.0.0.1:" + broker.port());
      assertThatThrownBy(() -> EmbeddedMqtt.start(directory, 0))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(directory.toString());
    }
  }

  private static MqttClient connect(String url, String id, BlockingQueue<String> heard)
      throws MqttException {
    MqttClient client = new MqttClient(url, id, new MemoryPersistence());
    client.setCallback(new Listener(heard));
    MqttConnectionOptions options = new MqttConnectionOptions();
    options.setCleanStart(false);
    options.setSessionExpiryInterval(3600L);
    client.connect(options);
    return client;
  }

  private record Listener(BlockingQueue<String> heard) implements MqttCallback {
    @Override
    public void messageArrived(String topic, MqttMessage message) {
      heard.add(new String(message.getPayload(), UTF_8));
    }

    @Override
    public void disconnected(MqttDisconnectResponse response) {}

    @Override
    public void mqttErrorOccurred(MqttException exception) {}

    @Override
    public void deliveryComplete(IMqttToken token) {}

    @Override
    public void connectComplete(boolean reconnect, String serverUri) {}

    @Override
    public void authPacketArrived(int reasonCode, MqttProperties properties) {}
  }
}
