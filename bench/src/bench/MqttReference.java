package bench;

import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;

/**
 * The bridge to beat: MQTT to Kafka as an expert would write it by hand. One client with a session
 * that lasts, one producer, acknowledged when Kafka has acknowledged, no transformation. {@code
 * BROKER_URL KAFKA TOPIC CLIENT_ID}.
 */
public final class MqttReference implements MqttCallback {
  private final MqttAsyncClient client;
  private final KafkaProducer<String, byte[]> producer;
  private final String topic;

  private MqttReference(
      MqttAsyncClient client, KafkaProducer<String, byte[]> producer, String topic) {
    this.client = client;
    this.producer = producer;
    this.topic = topic;
  }

  public static void main(String[] arguments) throws Exception {
    MqttAsyncClient client =
        new MqttAsyncClient(arguments[0], arguments[3], new MemoryPersistence());
    client.setManualAcks(true);
    client.setCallback(new MqttReference(client, ReferenceProducer.of(arguments[1]), arguments[2]));
    MqttConnectionOptions options = new MqttConnectionOptions();
    options.setCleanStart(false);
    options.setSessionExpiryInterval(86_400L);
    options.setReceiveMaximum(1_000);
    options.setAutomaticReconnect(true);
    client.connect(options).waitForCompletion();
    client.subscribe("devices/+/telemetry", 1).waitForCompletion();
    System.out.println("READY");
    new CountDownLatch(1).await();
  }

  @Override
  public void messageArrived(String address, MqttMessage message) {
    String device = address.substring(8, address.indexOf('/', 8));
    int id = message.getId();
    producer.send(
        new ProducerRecord<>(topic, device, message.getPayload()),
        (metadata, failure) -> {
          if (failure == null) {
            acknowledge(id);
          }
        });
  }

  private void acknowledge(int id) {
    try {
      client.messageArrivedComplete(id, 1);
    } catch (MqttException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void disconnected(MqttDisconnectResponse response) {}

  @Override
  public void mqttErrorOccurred(MqttException failure) {}

  @Override
  public void deliveryComplete(IMqttToken token) {}

  @Override
  public void connectComplete(boolean reconnect, String uri) {}

  @Override
  public void authPacketArrived(int code, MqttProperties properties) {}
}
