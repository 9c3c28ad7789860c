package dev.tributary.ingest.http;

import dev.tributary.config.Settings;
import dev.tributary.contract.Arrival;
import dev.tributary.contract.Downstream;
import dev.tributary.contract.MessageObserver;
import dev.tributary.contract.Outcome;
import dev.tributary.contract.Reason;
import dev.tributary.ingest.Intake;
import dev.tributary.ingest.Intakes;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;

/** The HTTP end on a free port, its real route file before a route that the test holds. */
final class HttpWorld implements AutoCloseable {
  static final int MAX_PAYLOAD = 16 * 1024;
  static final Path ROUTES = Path.of("routes/ingest-http.camel.yaml");

  final HeldRoute route = new HeldRoute();

  /** The reason of each refusal, as the metrics would count it. */
  final List<Reason> refused = new CopyOnWriteArrayList<>();

  final DefaultCamelContext camel = new DefaultCamelContext();
  final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  final Intake intake;
  final HttpListener end;
  volatile boolean available = true;

  private HttpWorld(Settings.Http settings, Duration ackTimeout) throws Exception {
    Downstream kafka =
        new Downstream() {
          @Override
          public boolean available() {
            return available;
          }

          @Override
          public String why() {
            return available ? "" : "switched off by the test";
          }
        };
    intake = Intakes.of(kafka, 2000, 4L << 20, new Refused(), ackTimeout);
    end = new HttpListener(settings, MAX_PAYLOAD, intake);
    camel.getRegistry().bind(HttpListener.NAME, end);
    camel.getRegistry().bind("throttle", (Processor) exchange -> {});
    camel.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("direct:normalize").routeId("normalize").process(route);
          }
        });
    loadRoutes();
    camel.getShutdownStrategy().setTimeout(1);
    camel.start();
  }

  static HttpWorld open() throws Exception {
    return new HttpWorld(settings().build(), Duration.ofSeconds(5));
  }

  static HttpWorld open(HttpSettings settings) throws Exception {
    return new HttpWorld(settings.build(), Duration.ofSeconds(5));
  }

  static HttpWorld open(HttpSettings settings, Duration ackTimeout) throws Exception {
    return new HttpWorld(settings.build(), ackTimeout);
  }

  static HttpSettings settings() {
    return new HttpSettings();
  }

  /** Settings that differ from those of a test in a line. */
  static final class HttpSettings {
    private String host = "127.0.0.1";
    private String auth = "none";
    private Path tokens;
    private int batchBytes = 256 * 1024;
    private int batchItems = 1500;
    private int batchEvents = 20_000;
    private int connections = 100;
    private long receivingBytes = 64L << 20;
    private Duration idle = Duration.ofSeconds(30);
    private Settings.Tls tls = new Settings.Tls(null, null, null);

    HttpSettings host(String value) {
      host = value;
      return this;
    }

    HttpSettings auth(String value, Path file) {
      auth = value;
      tokens = file;
      return this;
    }

    HttpSettings batchItems(int value) {
      batchItems = value;
      return this;
    }

    HttpSettings batchEvents(int value) {
      batchEvents = value;
      return this;
    }

    HttpSettings connections(int value) {
      connections = value;
      return this;
    }

    HttpSettings receivingBytes(long value) {
      receivingBytes = value;
      return this;
    }

    HttpSettings idle(Duration value) {
      idle = value;
      return this;
    }

    HttpSettings tls(Settings.Tls value) {
      tls = value;
      return this;
    }

    Settings.Http build() {
      return new Settings.Http(
          host,
          OptionalInt.of(0),
          auth,
          tokens,
          batchBytes,
          batchItems,
          batchEvents,
          connections,
          receivingBytes,
          idle,
          tls);
    }
  }

  void loadRoutes() throws Exception {
    PluginHelper.getRoutesLoader(camel)
        .loadRoutes(
            PluginHelper.getResourceLoader(camel)
                .resolveResource("file:" + ROUTES.toAbsolutePath()));
  }

  /** Routes from elsewhere, beside the shipped ones. */
  void loadRoutes(String yaml) throws Exception {
    PluginHelper.getRoutesLoader(camel)
        .loadRoutes(ResourceHelper.fromString("more.camel.yaml", yaml));
  }

  /** What hot reload does with a file that was saved. */
  void reloadRoutes() throws Exception {
    PluginHelper.getRoutesLoader(camel)
        .updateRoutes(
            PluginHelper.getResourceLoader(camel)
                .resolveResource("file:" + ROUTES.toAbsolutePath()));
  }

  URI uri(String path) {
    return URI.create(end.getScheme() + "://127.0.0.1:" + end.getServerPort() + path);
  }

  HttpRequest.Builder post(String path, String body) {
    return HttpRequest.newBuilder(uri(path))
        .timeout(Duration.ofSeconds(20))
        .POST(HttpRequest.BodyPublishers.ofString(body, StandardCharsets.UTF_8));
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  CompletableFuture<HttpResponse<String>> sendAsync(HttpRequest.Builder request) {
    return client.sendAsync(request.build(), BodyHandlers.ofString());
  }

  @Override
  public void close() throws IOException {
    intake.close();
    camel.close();
  }

  private final class Refused implements MessageObserver {
    @Override
    public void arrived(Arrival arrival) {}

    @Override
    public void settled(Arrival arrival, Outcome outcome, long nanosSinceArrival) {
      if (!outcome.isStored()) {
        refused.add(outcome.reason());
      }
    }
  }
}
