package dev.tributary.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tributary.brokers.TcpRelay;
import dev.tributary.dev.EmbeddedKafka;
import dev.tributary.dev.EmbeddedMqtt;
import dev.tributary.dev.FreePorts;
import dev.tributary.world.TributaryProcess;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.paho.mqttv5.client.MqttClient;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway that may open few files, and more senders than it may have connections. */
class OpenFilesIT {
  /** On the class path of tests each jar is an open file; the gateway's own jar is one. */
  private static final int JARS =
      System.getProperty("java.class.path").split(File.pathSeparator).length;

  private static final int LIMIT = JARS + 200;
  private static final int FLOOD = 600;

  @TempDir private Path folder;
  private final HttpClient client = HttpClient.newHttpClient();
  private final List<Socket> flood = new ArrayList<>();
  private final Map<String, String> settings = new LinkedHashMap<>();
  private EmbeddedKafka kafka;
  private EmbeddedMqtt mqtt;
  private TcpRelay toMqtt;
  private TributaryProcess gateway;
  private int http;
  private int management;

  @BeforeEach
  void start() throws Exception {
    kafka = EmbeddedKafka.start(folder.resolve("kafka"), 0);
    mqtt = EmbeddedMqtt.start(folder.resolve("mqtt"), 0);
    toMqtt = TcpRelay.to(mqtt.port());
    List<Integer> ports = FreePorts.take(2);
    http = ports.get(0);
    management = ports.get(1);
    settings.put("tributary.kafka.brokers", kafka.brokers());
    settings.put("tributary.mqtt.broker-url", "tcp://127.0.0.1:" + toMqtt.port());
    settings.put("tributary.mqtt.client-id", "few-files");
    settings.put("tributary.http.host", "127.0.0.1");
    settings.put("tributary.http.port", String.valueOf(http));
    settings.put("tributary.coap.host", "127.0.0.1");
    settings.put("tributary.coap.port", "0");
    settings.put("tributary.management.port", String.valueOf(management));
    settings.put("tributary.trace.directory", folder.resolve("trace").toString());
  }

  @AfterEach
  void stop() throws Exception {
    drain();
    if (gateway != null) {
      gateway.close();
    }
    toMqtt.close();
    mqtt.close();
    kafka.close();
  }

  @Test
  void everythingButTheFloodGoesOn() throws Exception {
    run(LIMIT);
    assertThat(gateway.output())
        .containsPattern(
            "WARN .* HTTP .*at most \\d+ connections.*10000.*" + LIMIT + ".*ulimit -n");

    open(http, FLOOD);

    // a probe waits a second
    for (int i = 0; i < 20; i++) {
      assertThat(get("/health/live").statusCode()).isEqualTo(200);
    }
    assertThat(get("/health/ready").statusCode()).isEqualTo(200);
    assertThat(get("/health/ready").body())
        .contains("degraded", "HTTP refused", "limit of " + LIMIT + " open files");
    // the connection to the broker is made anew, by the new one a message comes to Kafka
    double published = metric("tributary_messages_published_total{protocol=\"mqtt\"}");
    toMqtt.cut();
    publish();
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> metric("tributary_messages_published_total{protocol=\"mqtt\"}") > published);
    assertThat(metric("tributary_http_connections_refused_total")).isGreaterThan(300);
    assertThat(metric("process_files_open_files")).isLessThan(LIMIT - 32);

    drain();

    await().atMost(Duration.ofSeconds(20)).until(() -> post() == 204);
    assertThat(gateway.output()).doesNotContain("\tat ", "io.netty", "Too many open files");
    assertThat(gateway.output().lines().filter(line -> line.contains("refused")).count())
        .isBetween(1L, 60L);
  }

  @Test
  void theManagementPortOutlivesItsOwnFlood() throws Exception {
    run(LIMIT);

    open(management, FLOOD);

    // in the middle of the burst it may be one too many; who probes tries again
    await()
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(() -> get("/health/live").statusCode() == 200);
    for (int i = 0; i < 20; i++) {
      assertThat(get("/health/live").statusCode()).isEqualTo(200);
      assertThat(post()).isEqualTo(204);
    }
    assertThat(metric("process_files_open_files")).isLessThan(LIMIT - 32);
    assertThat(gateway.output()).doesNotContain("\tat ", "io.netty", "Too many open files");
  }

  @Test
  void aLimitThatServesNobodyIsRefusedInALine() throws Exception {
    gateway = TributaryProcess.startWithin(JARS + 90, folder.resolve("log"), settings, "run");

    assertThat(gateway.code(Duration.ofSeconds(60))).isEqualTo(1);
    assertThat(gateway.output())
        .containsPattern(
            "must be allowed to open at least \\d+ files.* " + (JARS + 90) + ".*ulimit -n")
        .doesNotContain("\tat ", "Too many open files");
  }

  private void run(int limit) throws IOException {
    gateway = TributaryProcess.startWithin(limit, folder.resolve("log"), settings, "run");
    await()
        .atMost(Duration.ofMinutes(1))
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(() -> get("/health/ready").statusCode() == 200 && post() == 204);
    await().until(() -> get("/health/ready/mqtt").statusCode() == 200);
  }

  /** Connections that say nothing, also where nobody accepts them any more. */
  private void open(int port, int count) {
    for (int i = 0; i < count; i++) {
      try {
        flood.add(new Socket(InetAddress.getLoopbackAddress(), port));
      } catch (IOException refused) {
        // the gateway's right
      }
    }
  }

  private void drain() throws IOException {
    for (Socket socket : flood) {
      socket.close();
    }
    flood.clear();
  }

  private void publish() throws MqttException {
    MqttClient device = new MqttClient(mqtt.url(), "device", new MemoryPersistence());
    device.connect();
    device.publish(
        "devices/few-1/telemetry", "{\"temp\":21}".getBytes(StandardCharsets.UTF_8), 1, false);
    device.disconnect();
    device.close();
  }

  private int post() throws IOException, InterruptedException {
    return client
        .send(
            HttpRequest.newBuilder(
                    URI.create("http://127.0.0.1:" + http + "/v1/devices/few-2/telemetry"))
                .timeout(Duration.ofSeconds(5))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"temp\":22}"))
                .build(),
            HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  /** On a connection of its own, as a probe does. */
  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + management + path))
                .timeout(Duration.ofSeconds(5))
                .build(),
            HttpResponse.BodyHandlers.ofString());
  }

  private double metric(String series) throws IOException, InterruptedException {
    return get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(series + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .findAny()
        .orElseThrow();
  }
}
