package dev.tributary.ingest.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tributary.config.Settings;
import dev.tributary.contract.AddressTemplates;
import dev.tributary.tls.ClientTls;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Connects and subscribes once, under a client id and in a session of its own, to learn whether the
 * broker lets the gateway in. The session ends with it, and messages in the meantime are not
 * received.
 */
public final class MqttProbe implements Connection.Owner {
  private static final int CONNECT_SECONDS = 5;
  private static final long PATIENCE_MILLIS = 10_000;

  private final List<String> filters;
  private final CompletableFuture<List<String>> answer = new CompletableFuture<>();

  private MqttProbe(List<String> filters) {
    this.filters = filters;
  }

  /** A sentence for each thing that is wrong. */
  public static List<String> problems(Settings.Mqtt settings, AddressTemplates templates) {
    BrokerAccess broker;
    try {
      broker = broker(settings);
    } catch (IllegalArgumentException e) {
      return List.of(e.getMessage());
    }
    MqttProbe probe = new MqttProbe(templates.mqttFilters());
    NioEventLoopGroup network =
        new NioEventLoopGroup(1, new DefaultThreadFactory("mqtt-probe", true));
    Connection connection = new Connection(broker, probe);
    try {
      connection.open(network.next());
      return probe
          .answer
          .completeOnTimeout(List.of("no answer"), PATIENCE_MILLIS, TimeUnit.MILLISECONDS)
          .join()
          .stream()
          .map(why -> "The MQTT broker %s: %s".formatted(broker, why))
          .toList();
    } finally {
      connection.disconnect();
      network.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(1_000);
    }
  }

  private static BrokerAccess broker(Settings.Mqtt settings) {
    URI url = BrokerAccess.parse(settings.brokerUrl());
    return new BrokerAccess(
        url.getHost(),
        BrokerAccess.port(url),
        BrokerAccess.isTls(url) ? ClientTls.client(settings.tls()) : null,
        "tributary-check-" + UUID.randomUUID().toString().substring(0, 8),
        settings.username(),
        settings.password() == null ? null : settings.password().getBytes(UTF_8),
        CONNECT_SECONDS,
        0,
        1,
        0,
        0);
  }

  @Override
  public void accepted(Connection connection) {
    connection.subscribe(filters);
  }

  @Override
  public void subscribed(Connection connection, List<String> asked, List<Integer> codes) {
    List<String> refused = new ArrayList<>();
    for (int i = 0; i < asked.size(); i++) {
      if (codes.get(i) >= ReasonCodes.FIRST_FAILURE) {
        refused.add(
            "it refuses the subscription to \"%s\": %s"
                .formatted(asked.get(i), ReasonCodes.words(codes.get(i))));
      }
    }
    answer.complete(refused);
  }

  @Override
  public void lost(Connection connection, Loss loss) {
    answer.complete(List.of(loss.why()));
  }

  @Override
  public void arrived(Connection connection, ReceivedPublish publication) {}
}
