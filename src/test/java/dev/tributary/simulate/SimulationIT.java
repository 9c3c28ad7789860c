package dev.tributary.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tributary.dev.EmbeddedMqtt;
import dev.tributary.ingest.Protocol;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
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
    int port = coap(ResponseCode.CHANGED);
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

  private int coap(ResponseCode answer) {
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

  private Resource root(ResponseCode answer) {
    return new CoapResource("") {
      @Override
      public void handlePOST(CoapExchange exchange) {
        received.merge(exchange.getRequestOptions().getUriPathString(), 1, Integer::sum);
        exchange.respond(answer);
      }
    };
  }
}
