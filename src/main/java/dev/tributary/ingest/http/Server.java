package dev.tributary.ingest.http;

import dev.tributary.config.Settings;
import dev.tributary.contract.DeviceAnswer;
import dev.tributary.contract.SampleMessage;
import dev.tributary.net.BoundedTransport;
import dev.tributary.net.ConnectionLimit;
import dev.tributary.net.LocalChannels;
import dev.tributary.net.OpenFiles;
import dev.tributary.net.RequestFraming;
import dev.tributary.tls.FileWatch;
import dev.tributary.tls.ServerTls;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The listening side: one event loop for each processor, all on one port. */
final class Server {
  private static final Logger LOG = LoggerFactory.getLogger(Server.class);

  /** Request line and headers of a well-behaved sender fit many times. */
  private static final int MAX_HEADER_BYTES = 16 * 1024;

  private static final int MAX_REQUEST_LINE_BYTES = 8 * 1024;

  private static final Duration MAX_HANDSHAKE = Duration.ofSeconds(10);

  /** Vert.x gives all instances of a verticle the same free port for a negative one. */
  private static final int SHARED_FREE_PORT = -1;

  /** A gateway that could not take even so many is no gateway. */
  private static final int LEAST_CONNECTIONS = 16;

  private final Settings.Http settings;
  private final ServerTls tls;
  private final ReceiveBudget receiving;
  private final Function<ClientConnections, RequestRouter> routers;
  private final AtomicInteger connections = new AtomicInteger();
  private final ConnectionLimit limit;
  private final Vertx vertx;
  private final boolean inMemory;
  private final HttpClient client;
  private final Context loop;
  private volatile HttpServer listening;
  private FileWatch watch;

  /**
   * @param inMemory to be reached by {@link #send} only, on no network
   */
  Server(
      Settings.Http settings,
      ServerTls tls,
      ReceiveBudget receiving,
      Function<ClientConnections, RequestRouter> routers,
      boolean inMemory) {
    this.settings = settings;
    this.tls = tls;
    this.receiving = receiving;
    this.routers = routers;
    this.inMemory = inMemory;
    VertxOptions options =
        new VertxOptions()
            .setEventLoopPoolSize(loops())
            .setWorkerPoolSize(1)
            .setInternalBlockingPoolSize(1)
            .setFileSystemOptions(
                new FileSystemOptions()
                    .setClassPathResolvingEnabled(false)
                    .setFileCachingEnabled(false));
    this.limit = inMemory ? wanted(settings) : limit(settings);
    this.vertx = inMemory ? LocalChannels.vertx(options) : BoundedTransport.vertx(options, limit);
    this.client = inMemory ? vertx.createHttpClient() : null;
    this.loop = inMemory ? vertx.getOrCreateContext() : null;
  }

  /**
   * Twice what is served, so that senders past the setting are refused with a reason; less, where
   * the process may not open so many files, as all else that needs one would fail with HTTP.
   */
  private static ConnectionLimit limit(Settings.Http settings) {
    OpenFiles files = OpenFiles.now();
    String tooFew = files.shortOf(files.reserve() + LEAST_CONNECTIONS);
    if (!tooFew.isEmpty()) {
      throw new IllegalStateException(tooFew);
    }
    ConnectionLimit wanted = wanted(settings);
    if (wanted.most() <= files.room()) {
      return wanted;
    }
    ConnectionLimit limit =
        new ConnectionLimit(
            "HTTP",
            files.room(),
            "the limit of %d open files: %s".formatted(files.limit(), OpenFiles.HOW));
    if (served(limit, settings) < settings.maxConnections()) {
      LOG.warn(
          "HTTP serves at most {} connections, not the {} of tributary.http.max-connections: the"
              + " process may open {} files, has {} open and keeps {} for Kafka, MQTT and the"
              + " management port (raise the limit to {}: {}; or lower the setting)",
          served(limit, settings),
          settings.maxConnections(),
          files.limit(),
          files.open(),
          files.reserve(),
          files.limitFor(2L * settings.maxConnections()),
          OpenFiles.HOW);
    }
    return limit;
  }

  private static ConnectionLimit wanted(Settings.Http settings) {
    return new ConnectionLimit(
        "HTTP",
        (int) Math.min(2L * settings.maxConnections(), Integer.MAX_VALUE),
        "tributary.http.max-connections=" + settings.maxConnections());
  }

  /** Some are left for senders past the bound, who are answered that there are too many. */
  private static int served(ConnectionLimit limit, Settings.Http settings) {
    return Math.min(settings.maxConnections(), limit.most() - limit.most() / 10);
  }

  private int loops() {
    // In memory the end of a connection would overtake what came before it from another loop.
    return inMemory ? 1 : Runtime.getRuntime().availableProcessors();
  }

  void start() throws Exception {
    HttpServerOptions options = options();
    try {
      vertx
          .deployVerticle(() -> new Loop(options), new DeploymentOptions().setInstances(loops()))
          .toCompletionStage()
          .toCompletableFuture()
          .join();
    } catch (CompletionException e) {
      stop();
      throw new IllegalStateException(
          "HTTP must be able to listen on %s:%d but cannot (%s); see tributary.http"
              .formatted(settings.host(), settings.port().getAsInt(), e.getCause().getMessage()),
          e.getCause());
    }
    if (tls.isOn()) {
      watch = new FileWatch(tls.files(), this::renew);
    }
  }

  private void renew() {
    try {
      tls.renew();
      LOG.info("The certificate of HTTPS is renewed");
    } catch (IllegalArgumentException e) {
      LOG.warn("{}; the previous certificate of HTTPS stays active", e.getMessage());
    }
  }

  private HttpServerOptions options() {
    int wanted = settings.port().getAsInt();
    HttpServerOptions options =
        new HttpServerOptions()
            .setHost(settings.host())
            .setPort(wanted == 0 ? SHARED_FREE_PORT : wanted)
            .setMaxHeaderSize(MAX_HEADER_BYTES)
            .setMaxInitialLineLength(MAX_REQUEST_LINE_BYTES)
            .setHttp2ClearTextEnabled(false)
            .setPerFrameWebSocketCompressionSupported(false)
            .setPerMessageWebSocketCompressionSupported(false)
            .setTcpNoDelay(true)
            .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
            .setSslHandshakeTimeout(
                Math.min(MAX_HANDSHAKE.toMillis(), settings.idleTimeout().toMillis()));
    if (tls.isOn()) {
      tls.renew();
      options.setSsl(true).setKeyCertOptions(tls.identity());
    }
    if (tls.isMutual()) {
      options.setClientAuth(ClientAuth.REQUEST).setTrustOptions(tls.trusted());
    }
    return options;
  }

  /** Of a server in memory: the one way to it. */
  CompletableFuture<DeviceAnswer> send(SampleMessage sent) {
    return OfflineRequest.send(loop, client, sent);
  }

  ConnectionLimit limit() {
    return limit;
  }

  int port() {
    return listening.actualPort();
  }

  void stop() throws Exception {
    if (watch != null) {
      watch.close();
    }
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  private final class Loop extends AbstractVerticle {
    private final HttpServerOptions options;

    Loop(HttpServerOptions options) {
      this.options = options;
    }

    @Override
    public void start(Promise<Void> started) {
      ClientConnections clients =
          new ClientConnections(
              connections, served(limit, settings), settings.idleTimeout(), receiving);
      RequestRouter router = routers.apply(clients);
      HttpServer server = vertx.createHttpServer(options);
      server.connectionHandler(
          connection -> {
            RequestFraming.on(connection, options);
            clients.opened(connection);
          });
      server.requestHandler(router);
      server.invalidRequestHandler(router::invalid);
      server.exceptionHandler(broken -> {});
      vertx.setPeriodic(ClientConnections.SWEEP_MILLIS, timer -> clients.sweep());
      (inMemory ? server.listen(LocalChannels.SERVER) : server.listen())
          .<Void>map(
              now -> {
                listening = now;
                return null;
              })
          .onComplete(started);
    }
  }
}
