package dev.tributary.ingest.http;

import dev.tributary.config.Settings;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** The listening side: one event loop for each processor, all on one port. */
final class Server {
  /** Request line and headers of a well-behaved sender fit many times. */
  private static final int MAX_HEADER_BYTES = 16 * 1024;

  private static final int MAX_REQUEST_LINE_BYTES = 8 * 1024;

  /** Vert.x gives all instances of a verticle the same free port for a negative one. */
  private static final int SHARED_FREE_PORT = -1;

  private final Settings.Http settings;
  private final Function<Clients, Reception> receptions;
  private final AtomicInteger connections = new AtomicInteger();
  private final Vertx vertx;
  private volatile int port;

  Server(Settings.Http settings, Function<Clients, Reception> receptions) {
    this.settings = settings;
    this.receptions = receptions;
    this.vertx =
        Vertx.vertx(
            new VertxOptions()
                .setEventLoopPoolSize(loops())
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(1)
                .setFileSystemOptions(
                    new FileSystemOptions()
                        .setClassPathResolvingEnabled(false)
                        .setFileCachingEnabled(false)));
  }

  private static int loops() {
    return Runtime.getRuntime().availableProcessors();
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
          "tributary.http.host and .port must be free to listen on, but %s:%d is not (%s)"
              .formatted(settings.host(), settings.port().getAsInt(), e.getCause().getMessage()),
          e.getCause());
    }
  }

  private HttpServerOptions options() {
    int wanted = settings.port().getAsInt();
    return new HttpServerOptions()
        .setHost(settings.host())
        .setPort(wanted == 0 ? SHARED_FREE_PORT : wanted)
        .setMaxHeaderSize(MAX_HEADER_BYTES)
        .setMaxInitialLineLength(MAX_REQUEST_LINE_BYTES)
        .setHttp2ClearTextEnabled(false)
        .setTcpNoDelay(true);
  }

  int port() {
    return port;
  }

  void stop() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  private final class Loop extends AbstractVerticle {
    private final HttpServerOptions options;

    Loop(HttpServerOptions options) {
      this.options = options;
    }

    @Override
    public void start(Promise<Void> started) {
      Clients clients = new Clients(connections, settings.maxConnections(), settings.idleTimeout());
      Reception reception = receptions.apply(clients);
      HttpServer server = vertx.createHttpServer(options);
      server.connectionHandler(clients::opened);
      server.requestHandler(reception);
      server.invalidRequestHandler(reception::invalid);
      server.exceptionHandler(broken -> {});
      vertx.setPeriodic(Clients.SWEEP_MILLIS, timer -> clients.sweep());
      server
          .listen()
          .<Void>map(
              listening -> {
                port = listening.actualPort();
                return null;
              })
          .onComplete(started);
    }
  }
}
