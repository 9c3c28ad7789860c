package dev.tributary.ingest.coap;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntUnaryOperator;
import org.eclipse.californium.core.CoapClient;
import org.eclipse.californium.core.CoapResponse;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.config.CoapConfig;
import org.eclipse.californium.core.network.CoapEndpoint;
import org.eclipse.californium.elements.config.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lost and doubled datagrams: nothing acknowledged is missing, nothing confirmable comes twice. */
class CoapLossIT {
  private static final int DEVICES = 4;
  private static final int MESSAGES = 30;

  private CoapWorld world;

  @BeforeEach
  void open() throws Exception {
    world = CoapWorld.open();
  }

  @AfterEach
  void close() throws Exception {
    world.close();
  }

  /** In 300 ms the empty acknowledgement is ahead of the response, and either may be lost. */
  @ParameterizedTest
  @ValueSource(ints = {0, 300})
  void keepsAndNeverRepeatsWhatItAcknowledgedOverABadNetwork(int millis) throws Exception {
    if (millis > 0) {
      world.route.takes(Duration.ofMillis(millis));
    }
    ExecutorService devices = Executors.newFixedThreadPool(DEVICES);
    List<Future<List<String>>> acknowledged = new ArrayList<>();
    for (int device = 0; device < DEVICES; device++) {
      String name = "dev-" + device;
      Random random = new Random(device);
      acknowledged.add(devices.submit(sends(name, millis == 0 ? MESSAGES : MESSAGES / 5, random)));
    }
    List<String> stored = new ArrayList<>();
    for (Future<List<String>> part : acknowledged) {
      stored.addAll(part.get(2, TimeUnit.MINUTES));
    }
    devices.shutdown();

    List<String> seen = world.route.seen.stream().map(s -> new String(s.body(), UTF_8)).toList();
    assertThat(stored).isNotEmpty();
    assertThat(seen).doesNotHaveDuplicates().containsAll(stored);
  }

  @Test
  void answersARepeatedRequestWithTheSameAnswer() throws Exception {
    try (Relay relay = new Relay(world.port(), n -> 3, n -> n == 0 ? 0 : 1)) {
      CoapClient client = client(1000);
      Request request = Request.newPost();
      request.setURI("coap://127.0.0.1:" + relay.port() + "/devices/dev-1/telemetry");
      request.setPayload("1");

      CoapResponse response = client.advanced(request);

      assertThat(response.isSuccess()).isTrue();
      assertThat(relay.lost).hasValue(1);
      assertThat(world.route.seen).hasSize(1);
      client.shutdown();
    }
  }

  @Test
  void hearsADeviceThatCountsFromTheStartAgain() throws Exception {
    for (String payload : List.of("1", "2")) {
      Request request = Request.newPost();
      request.setMID(1);
      request.setToken(new byte[] {1});
      request.setPayload(payload);
      assertThat(world.send(request, "devices/dev-1/telemetry").isSuccess()).isTrue();
    }

    assertThat(world.route.seen).hasSize(2);
  }

  private Callable<List<String>> sends(String device, int messages, Random random) {
    IntUnaryOperator weather =
        n -> {
          int dice = random.nextInt(10);
          return dice < 2 ? 0 : dice < 4 ? 2 : 1;
        };
    return () -> {
      List<String> stored = new ArrayList<>();
      try (Relay relay = new Relay(world.port(), weather, weather)) {
        CoapClient client = client(100);
        for (int i = 0; i < messages; i++) {
          Request request = Request.newPost();
          request.setURI("coap://127.0.0.1:" + relay.port() + "/devices/" + device + "/telemetry");
          request.setPayload(device + "#" + i);
          CoapResponse response = client.advanced(request);
          if (response != null && response.isSuccess()) {
            stored.add(device + "#" + i);
          }
        }
        client.shutdown();
        assertThat(relay.lost.get()).isPositive();
        assertThat(relay.doubled.get()).isPositive();
      }
      return stored;
    };
  }

  private static CoapClient client(int ackTimeoutMillis) {
    Configuration impatient =
        Configuration.createStandardWithoutFile()
            .set(CoapConfig.ACK_TIMEOUT, ackTimeoutMillis, TimeUnit.MILLISECONDS)
            .set(CoapConfig.EXCHANGE_LIFETIME, 30, TimeUnit.SECONDS);
    CoapClient client = new CoapClient();
    client.setEndpoint(CoapEndpoint.builder().setConfiguration(impatient).build());
    client.setTimeout(10_000L);
    return client;
  }
}
