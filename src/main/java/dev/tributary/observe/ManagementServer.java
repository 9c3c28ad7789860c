package dev.tributary.observe;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tributary.config.Settings;
import dev.tributary.net.BoundedTransport;
import dev.tributary.net.ConnectionLimit;
import dev.tributary.net.MalformedRequest;
import dev.tributary.net.RequestFraming;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Supplier;

/**
 * The port for operators: {@code /health}, {@code /info}, {@code /metrics}, which only read, and
 * what {@link #serve} adds.
 */
public final class ManagementServer implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String READY = "/health/ready";
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final long SWEEP_MILLIS = 500;

  private final Settings.Management settings;
  private final AllowedHosts hosts;
  private final Health health;
  private final Supplier<Map<String, Object>> info;
  private final Supplier<String> metrics;
  private final ManagementConnections connections;
  private ManagementPages pages = ManagementPages.NONE;
  private Vertx vertx;
  private OptionalInt port = OptionalInt.empty();

  public ManagementServer(
      Settings.Management settings,
      Health health,
      Supplier<Map<String, Object>> info,
      Supplier<String> metrics) {
    this(settings, health, info, metrics, PATIENCE);
  }

  /**
   * @param patience how long a request may take, and a connection may be silent
   */
  ManagementServer(
      Settings.Management settings,
      Health health,
      Supplier<Map<String, Object>> info,
      Supplier<String> metrics,
      Duration patience) {
    this.settings = settings;
    this.hosts = new AllowedHosts(settings);
    this.health = health;
    this.info = info;
    this.metrics = metrics;
    this.connections = new ManagementConnections(patience);
  }

  /** Serves these pages too; to be called before {@link #start}. */
  public void serve(ManagementPages more) {
    pages = more;
  }

  /** Listens and returns the port. */
  public int start() {
    ConnectionLimit limit =
        new ConnectionLimit(
            "The management port",
            2 * ManagementConnections.MOST,
            "files are reserved for so many");
    vertx = BoundedTransport.vertx(oneLoop(), limit);
    vertx.setPeriodic(SWEEP_MILLIS, timer -> connections.sweep());
    HttpServerOptions options =
        new HttpServerOptions().setHttp2ClearTextEnabled(false).setMaxHeaderSize(8192);
    int actual =
        vertx
            .createHttpServer(options)
            .connectionHandler(
                connection -> {
                  RequestFraming.on(connection, options);
                  connections.opened(connection);
                })
            .invalidRequestHandler(ManagementServer::refuse)
            .requestHandler(this::handle)
            .listen(settings.port().getAsInt(), settings.host())
            .toCompletionStage()
            .toCompletableFuture()
            .join()
            .actualPort();
    port = OptionalInt.of(actual);
    return actual;
  }

  /** The port that is listened on. */
  public OptionalInt port() {
    return port;
  }

  /** It writes nothing to disk: the root file system may be read-only. */
  private static VertxOptions oneLoop() {
    return new VertxOptions()
        .setEventLoopPoolSize(1)
        .setWorkerPoolSize(1)
        .setInternalBlockingPoolSize(1)
        .setFileSystemOptions(
            new FileSystemOptions()
                .setFileCachingEnabled(false)
                .setClassPathResolvingEnabled(false));
  }

  private void handle(HttpServerRequest request) {
    if (connections.asked(request.connection())) {
      answer(request);
    } else {
      request.response().setStatusCode(503).end();
    }
  }

  private void answer(HttpServerRequest request) {
    String path = request.path();
    boolean open = path.equals("/health") || path.startsWith("/health/");
    String refusal = open ? null : hosts.refuse(request);
    if (refusal != null) {
      refuse(request, 421, refusal);
    } else if (!open && pages.serve(request, () -> connections.keep(request.connection()))) {
      return;
    } else if (!request.method().name().equals("GET") && !request.method().name().equals("HEAD")) {
      request.response().setStatusCode(405).putHeader("Allow", "GET, HEAD").end();
    } else if (path.equals("/metrics")) {
      request
          .response()
          .putHeader("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
          .end(metrics.get());
    } else if (path.equals("/info")) {
      answer(request, 200, info.get());
    } else if (path.equals("/health/live")) {
      answer(request, health.live());
    } else if (path.equals(READY) || path.equals("/health")) {
      answer(request, health.ready());
    } else if (path.startsWith(READY + "/")) {
      answer(request, health.ready(path.substring(READY.length() + 1)));
    } else {
      request.response().setStatusCode(404).end();
    }
  }

  private static void refuse(HttpServerRequest request) {
    MalformedRequest malformed = MalformedRequest.of(request.decoderResult().cause());
    request.response().putHeader("Connection", "close");
    refuse(request, malformed.status(), malformed.getMessage());
  }

  private static void refuse(HttpServerRequest request, int status, String why) {
    request
        .response()
        .setStatusCode(status)
        .putHeader("Content-Type", "text/plain; charset=utf-8")
        .end(why + "\n");
  }

  private static void answer(HttpServerRequest request, Health.Report report) {
    if (report == null) {
      request.response().setStatusCode(404).end();
    } else {
      answer(request, report.ready() ? 200 : 503, report.body());
    }
  }

  private static void answer(HttpServerRequest request, int status, Map<String, Object> body) {
    try {
      request
          .response()
          .setStatusCode(status)
          .putHeader("Content-Type", "application/json")
          .end(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(body));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    if (vertx != null) {
      vertx.close().toCompletionStage().toCompletableFuture().join();
    }
  }
}
