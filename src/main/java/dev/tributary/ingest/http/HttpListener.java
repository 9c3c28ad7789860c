package dev.tributary.ingest.http;

import dev.tributary.config.Hosts;
import dev.tributary.config.Settings;
import dev.tributary.contract.DeviceAnswer;
import dev.tributary.contract.HonouredOptions;
import dev.tributary.contract.ListenerState;
import dev.tributary.contract.OfflineListener;
import dev.tributary.contract.PipelineAddress;
import dev.tributary.contract.SampleMessage;
import dev.tributary.ingest.Intake;
import dev.tributary.module.Meters;
import dev.tributary.module.Metric;
import dev.tributary.net.ConnectionLimit;
import dev.tributary.tls.ServerTls;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.component.platform.http.DefaultPlatformHttpConsumer;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.spi.PlatformHttpConsumer;
import org.apache.camel.component.platform.http.spi.PlatformHttpEngine;
import org.apache.camel.support.service.ServiceSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP listener: the engine behind {@code platform-http}, so that what the REST DSL declares is
 * what is served. Bind it as {@link #NAME}. It listens from the first consumer's start until the
 * context stops, whatever becomes of the consumers in between.
 */
public final class HttpListener extends ServiceSupport
    implements PlatformHttpEngine, CamelContextAware, ListenerState, OfflineListener {
  /** Of {@code from: platform-http:} in the pipeline; {@link HttpConsumer} reads them. */
  public static final HonouredOptions OPTIONS =
      new HonouredOptions(
          Set.of("httpMethodRestrict", "consumes"),
          Map.of(
              "matchOnUriPrefix", "false",
              "useStreaming", "false",
              "useCookieHandler", "false",
              "handleWriteResponseError", "false"));

  /** The name under which the component looks for its engine. */
  public static final String NAME = "platform-http-engine";

  private static final Metric CONNECTIONS =
      Metric.gauge("tributary.http.connections", null, "Open connections of HTTP.");
  private static final Metric CONNECTIONS_REFUSED =
      Metric.counter(
          "tributary.http.connections.refused",
          null,
          "Connections of HTTP that were closed at once: twice `tributary.http.max-connections`"
              + " were open, or as many as the limit of open files leaves room for.");
  public static final List<Metric> METRICS = List.of(CONNECTIONS, CONNECTIONS_REFUSED);

  private static final Logger LOG = LoggerFactory.getLogger(HttpListener.class);

  private final Settings.Http settings;
  private final HttpLimits limits;
  private final Intake intake;
  private final ServerTls tls;
  private final Authentication credentials;
  private final OpenApi openApi;
  private final ReceiveBudget receiving;
  private final ServedPaths paths = new ServedPaths(this::routesAreStarted);
  private final OwnRequests own;
  private final boolean inMemory;
  private CamelContext camel;
  private Server server;

  public HttpListener(Settings.Http settings, int maxPayloadBytes, Intake intake) {
    this(settings, maxPayloadBytes, intake, false);
  }

  /**
   * @param offline whether messages come through {@link #send} only
   */
  public HttpListener(Settings.Http settings, int maxPayloadBytes, Intake intake, boolean offline) {
    this.inMemory = offline;
    this.settings = settings;
    this.limits = HttpLimits.of(settings, maxPayloadBytes);
    this.receiving = new ReceiveBudget(settings.maxReceivingBytes());
    this.intake = intake;
    this.tls = new ServerTls(settings);
    this.credentials = Authentication.of(settings, tls);
    this.openApi = new OpenApi(authenticates(settings));
    this.own = new OwnRequests(settings, authenticates(settings));
  }

  /** Whether every sender has to prove who it is. */
  public static boolean authenticates(Settings.Http settings) {
    return !settings.auth().equals("none");
  }

  /** What is wrong with the files of tokens and certificates, a sentence each. */
  public static List<String> problems(Settings.Http settings) {
    if (settings.port().isEmpty()) {
      return List.of();
    }
    try {
      ServerTls tls = new ServerTls(settings);
      if (tls.isOn()) {
        tls.renew();
      }
      Authentication.of(settings, tls).close();
      return List.of();
    } catch (IllegalArgumentException e) {
      return e.getMessage().lines().toList();
    }
  }

  /** What works but is probably not meant, a sentence each. */
  public static List<String> warnings(Settings.Http settings) {
    boolean inClear = settings.tls().certificate() == null;
    return settings.port().isPresent()
            && settings.auth().equals("tokens")
            && inClear
            && Hosts.isReachable(settings.host())
        ? List.of(
            "tributary.http.auth=tokens on %s without tributary.http.tls.certificate: anyone on the network can read the tokens (set tributary.http.tls.*, or listen on 127.0.0.1 behind a proxy that does TLS)"
                .formatted(settings.host()))
        : List.of();
  }

  @Override
  public PlatformHttpConsumer createConsumer(PlatformHttpEndpoint endpoint, Processor processor) {
    return PipelineAddress.isHttp(absolute(endpoint.getPath()))
        ? new HttpConsumer(this, endpoint, processor)
        : new OwnHttpConsumer(this, endpoint, processor);
  }

  private static String absolute(String path) {
    return path.startsWith("/") ? path : "/" + path;
  }

  /**
   * Forgets the paths whose routes are gone: from now on they are 404. Until this is called they
   * are 503, so that a device never takes the exchange of a route for a final answer. An exchanged
   * route is gone, too, while it still has messages in flight.
   */
  public void forgetGone() {
    Set<PlatformHttpConsumer> current = new HashSet<>();
    for (Route route : camel.getRoutes()) {
      if (route.getConsumer() instanceof DefaultPlatformHttpConsumer consumer) {
        current.add(consumer.getPlatformHttpConsumer());
      }
    }
    paths.forgetOthers(current);
    own.paths().forgetOthers(current);
  }

  synchronized void serve(HttpConsumer consumer) throws Exception {
    paths.add(consumer);
    open();
  }

  synchronized void serve(OwnHttpConsumer consumer) throws Exception {
    own.paths().add(consumer);
    open();
  }

  private void open() throws Exception {
    if (server == null && settings.port().isPresent()) {
      Server opening = new Server(settings, tls, receiving, this::router, inMemory);
      opening.start();
      server = opening;
      if (!inMemory) {
        warnings(settings).forEach(LOG::warn);
      }
    }
  }

  @Override
  public synchronized CompletableFuture<DeviceAnswer> send(SampleMessage sent) {
    return server.send(sent);
  }

  private RequestRouter router(ClientConnections clients) {
    return new RequestRouter(clients, paths, own, limits, intake, credentials, openApi);
  }

  /** Makes its meters. */
  public void meters(Meters meters) {
    meters.gauge(CONNECTIONS, this::connections);
    meters.count(CONNECTIONS_REFUSED, () -> limited(ConnectionLimit::refused, 0L));
  }

  /** How many connections are open. */
  int connections() {
    return limited(ConnectionLimit::open, 0);
  }

  /** What is wrong but stops nothing, one sentence; empty where nothing is. */
  public String degradation() {
    return limited(ConnectionLimit::shortage, "");
  }

  private synchronized <T> T limited(Function<ConnectionLimit, T> value, T closed) {
    return server == null ? closed : value.apply(server.limit());
  }

  /** What requests hold that are being received or answered. */
  long receivingBytes() {
    return receiving.held();
  }

  private boolean routesAreStarted() {
    return camel == null || camel.getStatus().isStarted();
  }

  @Override
  protected synchronized void doStop() throws Exception {
    credentials.close();
    own.close();
    if (server != null) {
      server.stop();
      server = null;
    }
  }

  @Override
  public void setCamelContext(CamelContext context) {
    if (camel == null) {
      camel = context;
      try {
        // Nobody else stops an engine that came out of the registry.
        context.addService(this, true);
      } catch (Exception e) {
        throw RuntimeCamelException.wrapRuntimeCamelException(e);
      }
    }
  }

  @Override
  public CamelContext getCamelContext() {
    return camel;
  }

  /** The port that is listened on, 0 while there is none. */
  @Override
  public synchronized int getServerPort() {
    return server == null ? 0 : server.port();
  }

  @Override
  public String getScheme() {
    return tls.isOn() ? "https" : "http";
  }

  @Override
  public String name() {
    return "http";
  }

  @Override
  public boolean ready() {
    return why().isEmpty();
  }

  @Override
  public String why() {
    if (settings.port().isEmpty()) {
      return "";
    }
    if (getServerPort() == 0) {
      return "not listening yet";
    }
    return paths.anyOpen() ? "" : "no route of HTTP is running";
  }
}
