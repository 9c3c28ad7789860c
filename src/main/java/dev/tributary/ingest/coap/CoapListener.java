package dev.tributary.ingest.coap;

import dev.tributary.config.Settings;
import dev.tributary.contract.AddressTemplates;
import dev.tributary.contract.DeviceAnswer;
import dev.tributary.contract.HonouredOptions;
import dev.tributary.contract.ListenerState;
import dev.tributary.contract.OfflineListener;
import dev.tributary.contract.PipelineAddress;
import dev.tributary.contract.SampleMessage;
import dev.tributary.ingest.Intake;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.Component;
import org.eclipse.californium.core.network.CoapEndpoint;
import org.eclipse.californium.elements.Connector;
import org.eclipse.californium.elements.EndpointContextMatcher;
import org.eclipse.californium.elements.UDPConnector;
import org.eclipse.californium.elements.UdpEndpointContextMatcher;
import org.eclipse.californium.elements.config.Configuration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The CoAP listener: its sockets, and the route behind them, if there is one at the moment. The
 * sockets outlive the route, so that a route can be exchanged without a device noticing more than
 * "try again".
 */
public final class CoapListener implements ListenerState, OfflineListener, AutoCloseable {
  /** Of {@code from: coap:} in the pipeline, which the settings configure. */
  public static final HonouredOptions OPTIONS =
      new HonouredOptions(Set.of(), Map.of("observable", "false"));

  private static final Logger LOG = LoggerFactory.getLogger(CoapListener.class);
  private static final int NONE = -1;

  /** What a {@link #component} is bound under: Camel's own would take headers from the wire. */
  public static final List<String> SCHEMES = List.of("coap", "coaps", "coap+tcp", "coaps+tcp");

  private final Settings.Coap settings;
  private final Dtls dtls;
  private final EmptyAcks acks;
  private final AddressTemplates addresses;
  private final OwnResources own = new OwnResources();
  private final RequestHandler handler;
  private final Configuration configuration;
  private final int maxPayloadBytes;
  private final boolean offline;

  private final List<CoapEndpoint> endpoints = new ArrayList<>();
  private ProtocolStage stage;
  private String openHost;
  private int sharing;
  private int openPort;
  private volatile CoapConsumer consumer;

  /**
   * @throws IllegalArgumentException if the files of CoAPS are missing or wrong
   */
  public CoapListener(
      Settings.Coap settings, int maxPayloadBytes, AddressTemplates addresses, Intake intake) {
    this(settings, maxPayloadBytes, addresses, intake, false);
  }

  /**
   * @param offline whether messages come through {@link #send} only
   */
  public CoapListener(
      Settings.Coap settings,
      int maxPayloadBytes,
      AddressTemplates addresses,
      Intake intake,
      boolean offline) {
    this.offline = offline;
    this.settings = settings;
    this.addresses = addresses;
    this.dtls = settings.securePort().isPresent() ? new Dtls(settings) : null;
    this.acks = new EmptyAcks(settings.emptyAckAfter());
    this.configuration = Tuning.configuration();
    this.maxPayloadBytes = maxPayloadBytes;
    this.handler =
        new RequestHandler(
            addresses,
            new Permissions(dtls == null ? List.of() : dtls.identities()),
            maxPayloadBytes,
            intake,
            () -> consumer,
            own,
            acks);
  }

  /** What is wrong with the files of CoAPS, a sentence each. */
  public static List<String> problems(Settings.Coap settings) {
    if (settings.securePort().isEmpty()) {
      return List.of();
    }
    try {
      new Dtls(settings);
      return List.of();
    } catch (IllegalArgumentException e) {
      return e.getMessage().lines().toList();
    }
  }

  /** What stands behind each of {@link #SCHEMES}. */
  public Component component() {
    return new CoapComponent(this);
  }

  /** How Californium is set up, to be changed before the sockets open. */
  Configuration configuration() {
    return configuration;
  }

  /** Where plain CoAP listens, empty where it does not. */
  public synchronized OptionalInt port() {
    return port("coap");
  }

  /** Where CoAPS listens, empty where it does not. */
  public synchronized OptionalInt securePort() {
    return port("coaps");
  }

  private OptionalInt port(String scheme) {
    return endpoints.stream()
        .filter(endpoint -> endpoint.getUri().getScheme().equals(scheme))
        .mapToInt(endpoint -> endpoint.getAddress().getPort())
        .findFirst();
  }

  @Override
  public String name() {
    return "coap";
  }

  @Override
  public boolean ready() {
    return consumer != null;
  }

  @Override
  public String why() {
    return ready() ? "" : "no route takes CoAP requests";
  }

  /** Whether devices are served at this path, and not a route of an operator's own. */
  boolean isPipelines(String path) {
    return PipelineAddress.isCoap(path, addresses.paths());
  }

  /** The port that the settings name, empty where it is off. */
  OptionalInt servedPort(boolean secure) {
    return secure ? settings.securePort() : settings.port();
  }

  OwnResources own() {
    return own;
  }

  /** Opens the sockets of the settings, for a route that may be the first. */
  synchronized void openOwn() throws IOException {
    if (stage == null) {
      open(settings.host(), settings.port().orElse(NONE));
    }
  }

  /** Opens the sockets, unless they are open already. */
  synchronized void open(String host, int port) throws IOException {
    if (offline || (stage != null && host.equals(openHost) && port == openPort)) {
      return;
    }
    close();
    stage = new ProtocolStage(Runtime.getRuntime().availableProcessors());
    acks.start(stage);
    openHost = host;
    openPort = port;
    sharing = port == NONE || dtls == null ? 1 : 2;
    if (port == NONE) {
      LOG.info("Plain CoAP is off: its port is empty");
    } else {
      InetSocketAddress address = new InetSocketAddress(host, port);
      start(new UDPConnector(address, configuration), new UdpEndpointContextMatcher(true), address);
    }
    if (dtls != null) {
      InetSocketAddress address = new InetSocketAddress(host, settings.securePort().getAsInt());
      start(dtls.connector(address, configuration), new SessionMatcher(), address);
    }
  }

  private void start(Connector connector, EndpointContextMatcher matcher, InetSocketAddress address)
      throws IOException {
    CoapEndpoint endpoint =
        BoundedEndpoint.of(sharing, configuration, maxPayloadBytes, connector, matcher, handler);
    endpoint.setExecutors(stage, stage);
    endpoint.setMessageDeliverer(handler);
    try {
      endpoint.start();
    } catch (IOException e) {
      endpoint.destroy();
      close();
      throw new IOException(
          "CoAP cannot listen on %s: %s; choose another port, or 0 for a free one"
              .formatted(address, e.getMessage()),
          e);
    }
    endpoints.add(endpoint);
    LOG.info("CoAP listens on {}", endpoint.getUri());
  }

  @Override
  public CompletableFuture<DeviceAnswer> send(SampleMessage sent) {
    OfflineExchange exchange = new OfflineExchange(sent);
    handler.deliverRequest(exchange);
    return exchange.answer();
  }

  void attach(CoapConsumer route) {
    consumer = route;
  }

  void detach(CoapConsumer route) {
    if (consumer == route) {
      consumer = null;
    }
  }

  @Override
  public synchronized void close() {
    endpoints.forEach(CoapEndpoint::destroy);
    endpoints.clear();
    if (stage != null) {
      acks.stop();
      stage.shutdownNow();
      stage = null;
    }
  }
}
