package dev.tributary.world;

import dev.tributary.dev.FreePorts;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;

/** A gateway of {@code run} as a process of its own, always on the same ports. */
public final class GatewayProcess implements AutoCloseable {
  private final Path directory;
  private final Map<String, String> settings = new LinkedHashMap<>();
  private final int http;
  private final int coap;
  private final int management;
  private TributaryProcess process;

  /** Starts one with the shipped routes between these brokers. */
  public GatewayProcess(Path directory, String kafka, String mqtt) throws IOException {
    this.directory = directory;
    List<Integer> ports = FreePorts.take(3);
    http = ports.get(0);
    coap = ports.get(1);
    management = ports.get(2);
    settings.put("tributary.kafka.brokers", kafka);
    settings.put("tributary.mqtt.broker-url", mqtt);
    settings.put("tributary.mqtt.client-id", "gateway");
    settings.put("tributary.http.host", "127.0.0.1");
    settings.put("tributary.http.port", String.valueOf(http));
    settings.put("tributary.coap.host", "127.0.0.1");
    settings.put("tributary.coap.port", String.valueOf(coap));
    settings.put("tributary.management.port", String.valueOf(management));
    start();
  }

  public URI http() {
    return URI.create("http://127.0.0.1:" + http);
  }

  public URI coap() {
    return URI.create("coap://127.0.0.1:" + coap);
  }

  /** kill -9, and a new process as soon as it is gone. */
  public void killAndStart() throws IOException, InterruptedException {
    process.kill();
    start();
  }

  private void start() throws IOException {
    process = TributaryProcess.start(directory.resolve("gateway.log"), settings, "run");
    Awaitility.await("the gateway is ready")
        .atMost(Duration.ofMinutes(1))
        .until(
            () -> {
              process.requireAlive();
              return isReady("");
            });
  }

  /**
   * @param end such as {@code /mqtt}; empty for all together
   */
  public boolean isReady(String end) throws IOException {
    URI uri = URI.create("http://127.0.0.1:" + management + "/health/ready" + end);
    HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
    connection.setConnectTimeout(1_000);
    connection.setReadTimeout(1_000);
    try {
      return connection.getResponseCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void close() throws InterruptedException {
    process.close();
  }
}
