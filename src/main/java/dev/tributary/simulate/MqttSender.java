package dev.tributary.simulate;

import dev.tributary.support.DaemonThreads;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import javax.net.ssl.SSLSocketFactory;

/** QoS 1 publishes; a device always uses the same connection, so that its messages keep order. */
final class MqttSender implements Sender {
  private final ScheduledExecutorService scheduler = DaemonThreads.scheduler("simulate-mqtt");
  private final List<MqttConnection> connections;

  MqttSender(
      String broker,
      String username,
      String password,
      Credentials credentials,
      String clientId,
      int count) {
    // Paho knows two of the four names that the gateway does
    String url = broker.replaceFirst("^mqtt:", "tcp:").replaceFirst("^mqtts:", "ssl:");
    SSLSocketFactory tls = url.startsWith("ssl:") ? credentials.sockets() : null;
    connections =
        IntStream.range(0, count)
            .mapToObj(
                i ->
                    new MqttConnection(url, username, password, tls, clientId + "-" + i, scheduler))
            .toList();
    connections.forEach(MqttConnection::open);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(MqttConnection.CONNECT_SECONDS);
    connections.forEach(connection -> connection.awaitFirst(deadline));
  }

  @Override
  public void send(Message message, Consumer<Answer> answer) {
    int turn = Math.floorMod(message.device().hashCode(), connections.size());
    connections.get(turn).publish(message, answer);
  }

  @Override
  public void close() {
    connections.forEach(MqttConnection::close);
    scheduler.shutdown();
  }
}
