package dev.tributary.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tributary.contract.Protocol;
import dev.tributary.dev.EmbeddedMqtt;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.net.NetSocket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import org.eclipse.californium.core.CoapResource;
import org.eclipse.californium.core.CoapServer;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.config.CoapConfig;
import org.eclipse.californium.core.network.CoapEndpoint;
import org.eclipse.californium.core.network.Exchange;
import org.eclipse.californium.core.server.ServerMessageDeliverer;
import org.eclipse.californium.core.server.resources.CoapExchange;
import org.eclipse.californium.core.server.resources.Resource;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.californium.elements.config.UdpConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimulationIT {
  private final Map<String, Integer> received = new ConcurrentHashMap<>();
  private final Vertx vertx = Vertx.vertx();
  private CoapServer coap;

  @AfterEach
  void stop() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
    if (coap != null) {
      coap.destroy();
    }
  }

  @Test
  void sendsOverHttpAndCountsWhatItHears() {
    int port = http(request -> request.endsWith("/temperature") ? 429 : 204);
    Tally tally =
        run(Protocol.HTTP, Targets.open(null, URI.create("http://localhost:" + port), null));
    assertThat(tally.answered(Answer.THROTTLED)).isPositive();
    assertThat(tally.acknowledged()).isPositive();
    assertThat(tally.acknowledged() + tally.refused()).isEqualTo(tally.sent());
    assertThat(received.keySet()).allMatch(path -> path.matches("/v1/(regions/\\w+/)?devices/.*"));
  }

  @Test
  void sendsOverCoapAndCountsWhatItHears() {
    int port = coap(exchange -> exchange.respond(ResponseCode.CHANGED));
    Tally tally =
        run(Protocol.COAP, Targets.open(null, null, URI.create("coap://localhost:" + port)));
    assertThat(tally.acknowledged()).isPositive().isEqualTo(tally.sent());
    assertThat(received.keySet()).anyMatch(path -> path.endsWith("telemetry/temperature"));
  }

  @Test
  void sendsOverMqttAndComesBackAfterARestartOfTheBroker(@TempDir Path directory)
      throws IOException {
    try (EmbeddedMqtt broker = EmbeddedMqtt.start(directory, 0)) {
      Targets targets = Targets.open(broker.url(), null, null);
      Simulation simulation =
          new Simulation(new SimulationOptions(targets, List.of(Protocol.MQTT), 50, 200, 1, 0));
      Tally tally = simulation.tallies().get(Protocol.MQTT);
      simulation.start();
      await().atMost(Duration.ofSeconds(20)).until(() -> tally.acknowledged() > 100);
      broker.stop();
      await().atMost(Duration.ofSeconds(20)).until(() -> tally.unanswered() > 0);
      broker.start();
      long before = tally.acknowledged();
      await().atMost(Duration.ofSeconds(20)).until(() -> tally.acknowledged() > before + 100);
      simulation.stop();
      assertThat(tally.acknowledged() + tally.unanswered()).isEqualTo(tally.sent());
    }
  }

  @Test
  void countsWhatTheMqttBrokerRefuses() {
    int port = mqtt(0x87);
    Tally tally = run(Protocol.MQTT, Targets.open("tcp://localhost:" + port, null, null));
    assertThat(tally.refused()).isPositive();
    assertThat(tally.acknowledged()).isZero();
  }

  @Test
  void givesUpWaitingForACoapAnswerThatNeverComes() {
    URI uri = URI.create("coap://localhost:" + coap(CoapExchange::accept));
    AtomicReference<Answer> heard = new AtomicReference<>();
    try (CoapSender sender = new CoapSender(uri, Credentials.NONE, 1, Duration.ofMillis(300))) {
      sender.send(
          new Message("d", "devices/d/telemetry", "text/plain", new byte[] {'1'}), heard::set);
      await().atMost(Duration.ofSeconds(20)).until(() -> heard.get() == Answer.UNANSWERED);
    }
  }

  @Test
  void anUnknownNameOfACoapGatewayIsNoAnswer() {
    AtomicReference<Answer> heard = new AtomicReference<>();
    URI uri = URI.create("coap://no.such.name.invalid");
    try (CoapSender sender = new CoapSender(uri, Credentials.NONE, 1)) {
      sender.send(
          new Message("d", "devices/d/telemetry", "text/plain", new byte[] {'1'}), heard::set);
      await().atMost(Duration.ofSeconds(20)).until(() -> heard.get() == Answer.UNANSWERED);
    }
  }

  @Test
  void countsWhatNobodyAnswers() {
    int closed = http(request -> 204);
    vertx.close().toCompletionStage().toCompletableFuture().join();
    Targets nobody =
        Targets.open("tcp://localhost:" + closed, URI.create("http://localhost:" + closed), null);
    assertThat(run(Protocol.HTTP, nobody).unanswered()).isPositive();
    assertThat(run(Protocol.MQTT, nobody).unanswered()).isPositive();
  }

  private static Tally run(Protocol protocol, Targets targets) {
    SimulationOptions options = new SimulationOptions(targets, List.of(protocol), 50, 500, 1, 0);
    Simulation simulation = new Simulation(options);
    Tally tally = simulation.tallies().get(protocol);
    simulation.start();
    await().atMost(Duration.ofSeconds(20)).until(() -> tally.sent() > 200);
    simulation.stop();
    return tally;
  }

  /** A broker that accepts everybody and answers each message with this code. */
  private int mqtt(int reasonCode) {
    return vertx
        .createNetServer()
        .connectHandler(
            client -> {
              Buffer[] unread = {Buffer.buffer()};
              client.handler(
                  bytes -> {
                    Buffer all = unread[0].appendBuffer(bytes);
                    int at = 0;
                    for (int end = end(all, at); end <= all.length(); end = end(all, at)) {
                      answer(client, all, at, reasonCode);
                      at = end;
                    }
                    unread[0] = all.getBuffer(at, all.length());
                  });
            })
        .listen(0, "localhost")
        .toCompletionStage()
        .toCompletableFuture()
        .join()
        .actualPort();
  }

  /** Where the packet ends that begins here, past all bytes if it is not there as a whole. */
  private static int end(Buffer bytes, int at) {
    if (bytes.length() < at + 3) {
      return Integer.MAX_VALUE;
    }
    int length = bytes.getUnsignedByte(at + 1);
    return length < 0x80
        ? at + 2 + length
        : at + 3 + (length & 0x7f) + 0x80 * bytes.getUnsignedByte(at + 2);
  }

  private static void answer(NetSocket client, Buffer packet, int at, int reasonCode) {
    if (packet.getUnsignedByte(at) == 0x10) {
      client.write(Buffer.buffer(new byte[] {0x20, 3, 0, 0, 0}));
    } else if (packet.getUnsignedByte(at) == 0x32) {
      int topic = at + (packet.getUnsignedByte(at + 1) < 0x80 ? 2 : 3);
      int id = topic + 2 + packet.getUnsignedShort(topic);
      client.write(
          Buffer.buffer(new byte[] {0x40, 4})
              .appendBuffer(packet.getBuffer(id, id + 2))
              .appendByte((byte) reasonCode)
              .appendByte((byte) 0));
    }
  }

  private int http(ToIntFunction<String> status) {
    HttpServer server =
        vertx
            .createHttpServer()
            .requestHandler(
                request -> {
                  received.merge(request.path(), 1, Integer::sum);
                  request.response().setStatusCode(status.applyAsInt(request.path())).end();
                })
            .listen(0, "localhost")
            .toCompletionStage()
            .toCompletableFuture()
            .join();
    return server.actualPort();
  }

  private int coap(Consumer<CoapExchange> answer) {
    CoapConfig.register();
    UdpConfig.register();
    Configuration configuration = Configuration.createStandardWithoutFile();
    coap = new CoapServer(configuration);
    coap.setMessageDeliverer(
        new ServerMessageDeliverer(root(answer), configuration) {
          @Override
          protected Resource findResource(Exchange exchange) {
            return root(answer);
          }
        });
    var endpoint =
        CoapEndpoint.builder()
            .setConfiguration(configuration)
            .setInetSocketAddress(new InetSocketAddress("localhost", 0))
            .build();
    coap.addEndpoint(endpoint);
    coap.start();
    return endpoint.getAddress().getPort();
  }

  private Resource root(Consumer<CoapExchange> answer) {
    return new CoapResource("") {
      @Override
      public void handlePOST(CoapExchange exchange) {
        received.merge(exchange.getRequestOptions().getUriPathString(), 1, Integer::sum);
        answer.accept(exchange);
      }
    };
  }
}
