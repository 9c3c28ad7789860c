package dev.tributary.ingest.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttActionListener;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;

/** Many devices behind one client: publishes numbered messages and notes which the broker took. */
final class Load implements AutoCloseable {
  private static final int IN_FLIGHT = 200;

  final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
  private final int devices;
  private final MqttAsyncClient client;
  private final Semaphore slots = new Semaphore(IN_FLIGHT);
  private int next;

  Load(String brokerUrl, int devices) throws MqttException {
    this.devices = devices;
    client = new MqttAsyncClient(brokerUrl, "load", new MemoryPersistence());
    MqttConnectionOptions options = new MqttConnectionOptions();
    options.setCleanStart(true);
    client.connect(options).waitForCompletion(10_000);
  }

  /** Goes on where an earlier load ended. */
  void startAt(int published) {
    next = published;
  }

  /**
   * Publishes so many more messages, one device after the other.
   *
   * @param perSecond 0 for as fast as the broker takes them
   */
  void publish(int count, int perSecond) throws MqttException, InterruptedException {
    long start = System.nanoTime();
    for (int i = 0; i < count; i++, next++) {
      if (perSecond > 0) {
        pace(start + TimeUnit.SECONDS.toNanos(1) * i / perSecond);
      }
      String device = "d" + next % devices;
      String message = device + ":" + next / devices;
      if (!slots.tryAcquire(30, TimeUnit.SECONDS)) {
        throw new IllegalStateException("the broker acknowledges nothing");
      }
      client.publish(
          "devices/" + device + "/telemetry",
          message.getBytes(UTF_8),
          1,
          false,
          null,
          new MqttActionListener() {
            @Override
            public void onSuccess(IMqttToken token) {
              acknowledged.add(message);
              slots.release();
            }

            @Override
            public void onFailure(IMqttToken token, Throwable failure) {
              slots.release();
            }
          });
    }
  }

  /** Waits until the broker has answered for everything. */
  void settle() throws InterruptedException {
    if (!slots.tryAcquire(IN_FLIGHT, 30, TimeUnit.SECONDS)) {
      throw new IllegalStateException("the broker does not acknowledge everything");
    }
    slots.release(IN_FLIGHT);
  }

  private static void pace(long due) {
    long early = due - System.nanoTime();
    if (early > TimeUnit.MILLISECONDS.toNanos(1)) {
      LockSupport.parkNanos(early);
    }
  }

  @Override
  public void close() throws MqttException {
    client.disconnectForcibly(0, 1_000, false);
    client.close();
  }
}
