package dev.tributary.runtime;

import dev.tributary.config.Settings;
import dev.tributary.config.SettingsLoader;
import dev.tributary.contract.AddressTemplates;
import dev.tributary.contract.DeviceAnswer;
import dev.tributary.contract.SampleMessage;
import dev.tributary.engine.GatewayMain;
import dev.tributary.ingest.Intake;
import dev.tributary.ingest.Limits;
import dev.tributary.ingest.Throttle;
import dev.tributary.ingest.mqtt.MqttListener;
import dev.tributary.normalize.Normalization;
import dev.tributary.observe.Health;
import dev.tributary.observe.Info;
import dev.tributary.observe.ManagementServer;
import dev.tributary.observe.Observation;
import dev.tributary.publish.Publishing;
import dev.tributary.rehearse.OfflineGateway;
import dev.tributary.reload.Reload;
import dev.tributary.reload.Reloadables;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.ManagementStatisticsLevel;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.apache.kafka.clients.producer.Producer;

/** One running gateway: the routes of a folder, wired to the listeners and to Kafka. */
public final class Gateway implements OfflineGateway {
  private final SettingsLoader.Loaded loaded;
  private final Settings.Tributary settings;
  private final Path routes;
  private final Main main = new GatewayMain();
  private final Vertx vertx = vertx();
  private final AddressTemplates addresses;
  private final Observation observation;
  private final Normalization normalization;
  private final Publishing publishing;
  private final Intake intake;
  private final Throttle throttle;
  private final Limits limits;
  private final Listeners listeners;
  private final Health health;
  private final ManagementServer management;
  private OptionalInt managementPort = OptionalInt.empty();
  private volatile Reload reload;
  private final boolean offline;
  private Consumer<CamelContext> watching = camel -> {};
  private boolean closed;

  public Gateway(SettingsLoader.Loaded loaded, Path routes) throws IOException {
    this(loaded, routes, new Publishing(loaded.settings(), routes), false);
  }

  /**
   * The same gateway on no network: nothing listens, messages come through {@link #send}, and what
   * would go to Kafka goes to this producer.
   *
   * @param watching is given the context before its routes are made
   */
  public static Gateway offline(
      SettingsLoader.Loaded loaded,
      Path routes,
      Producer<Object, Object> producer,
      Consumer<CamelContext> watching)
      throws IOException {
    Gateway gateway =
        new Gateway(loaded, routes, new Publishing(loaded.settings(), producer), true);
    gateway.watching = watching;
    return gateway;
  }

  private Gateway(SettingsLoader.Loaded loaded, Path routes, Publishing publishing, boolean offline)
      throws IOException {
    this.offline = offline;
    this.loaded = loaded;
    this.settings = loaded.settings().tributary();
    this.routes = routes;
    this.addresses = AddressTemplates.parse(settings.addresses());
    this.observation = new Observation(settings, offline);
    this.normalization =
        new Normalization(settings.normalize(), routes, observation.metrics().normalization());
    this.publishing = publishing;
    publishing.expect(normalization.topics());
    this.intake =
        new Intake(
            publishing.downstream(),
            settings.inFlight().messages(),
            settings.inFlight().bytes(),
            observation.metrics(),
            settings.kafka().ackTimeout());
    observation.follow(intake);
    this.limits = Limits.read(routes.resolve("limits.yaml"));
    this.throttle = new Throttle(limits);
    intake.pace(throttle::hasRoom);
    this.listeners = new Listeners(settings, addresses, intake, publishing.downstream(), offline);
    this.health = new Health(publishing.downstream(), listeners.states(), this::degradations);
    this.management =
        new ManagementServer(
            vertx,
            settings.management(),
            health,
            new Info(loaded, this::camel, this::degradations)::show,
            observation.metrics()::text);
    new GatewayMeters(observation.metrics())
        .way(intake, settings.inFlight(), listeners.states())
        .kafka(publishing)
        .mqtt(listeners.mqtt())
        .reload(() -> reload);
  }

  /** A Vert.x that writes nothing to disk: the root file system may be read-only. */
  private static Vertx vertx() {
    return Vertx.vertx(
        new VertxOptions()
            .setFileSystemOptions(
                new FileSystemOptions()
                    .setFileCachingEnabled(false)
                    .setClassPathResolvingEnabled(false)));
  }

  /**
   * Starts with or without Kafka and the MQTT broker: the listeners open, and the health says who
   * is missing.
   */
  @Override
  public void start() throws Exception {
    if (settings.management().port().isPresent()) {
      managementPort = OptionalInt.of(management.start());
    }
    configure();
    main.addMainListener(
        new MainListenerSupport() {
          @Override
          public void beforeConfigure(BaseMainSupport starting) {
            watching.accept(starting.getCamelContext());
            bind(starting.getCamelContext());
          }
        });
    publishing.start();
    intake.hold();
    main.start();
    intake.open();
    observation.start();
    if (!offline) {
      startReload();
    }
    health.phase(Health.Phase.RUNNING);
  }

  private void startReload() throws IOException {
    reload =
        new Reload(
            loaded,
            routes,
            main.getCamelContext(),
            Reloadables.of(
                routes, normalization, throttle, publishing, settings.kafka().topicPrefix()),
            intake::drawLine,
            this::isSwitchedOff,
            listeners::forgetGone);
    reload.start(settings.reload().enabled());
  }

  private List<String> degradations() {
    List<String> degradations = new ArrayList<>(publishing.degradations());
    if (reload != null) {
      degradations.addAll(reload.degradations());
    }
    return degradations;
  }

  private boolean isSwitchedOff(Path file) {
    return listeners.switchedOff().stream().anyMatch(id -> file.endsWith(id + ".camel.yaml"));
  }

  /** Gives the routes what they name: components under the stock schemes, and steps. */
  private void bind(CamelContext camel) {
    observation.bind(camel);
    normalization.bind(camel);
    publishing.bind(camel);
    camel.getRegistry().bind("throttle", throttle);
    listeners.bind(camel);
  }

  private void configure() {
    // Only what an operator wrote counts: no application.properties of the class path, no CAMEL_*
    // variables or system properties that nobody checked.
    main.setDefaultPropertyPlaceholderLocation("false");
    main.configure()
        .withAutoConfigurationEnvironmentVariablesEnabled(false)
        .withAutoConfigurationSystemPropertiesEnabled(false)
        .withAutoConfigurationLogSummary(false)
        .withBasePackageScanEnabled(false)
        .withRoutesIncludePattern("file:" + routes.toAbsolutePath() + "/**/*.camel.yaml")
        .withRoutesExcludePattern(
            listeners.switchedOff().stream()
                .map(id -> "**/" + id + ".camel.yaml")
                .collect(Collectors.joining(",")))
        .withName("tributary")
        .withLoadTypeConverters(false)
        .withStreamCachingEnabled(false)
        .withUseBreadcrumb(false)
        .withAllowUseOriginalMessage(false)
        .withInflightRepositoryBrowseEnabled(false)
        .withJmxManagementStatisticsLevel(ManagementStatisticsLevel.RoutesOnly)
        .withShutdownTimeout(Math.toIntExact(settings.shutdownTimeout().toSeconds()));
    // Ids of exchanges are for reading traces; a number will do.
    main.configure().setUuidGenerator("simple");
    // However files are called: a verb that is inlined takes away the direct: that it calls.
    main.configure().rest().setInlineRoutes(false);
    loaded.inForce().forEach(main::addInitialProperty);
    if (listeners.hasMqtt()) {
      MqttListener.properties(settings.mqtt(), addresses).forEach(main::addInitialProperty);
    }
    loaded.settings().camel().forEach(main::addInitialProperty);
    loaded.settings().own().forEach(main::addInitialProperty);
  }

  public CamelContext camel() {
    return main.getCamelContext();
  }

  @Override
  public CompletableFuture<DeviceAnswer> send(SampleMessage message) {
    return listeners.of(message.protocol()).send(message);
  }

  @Override
  public boolean isReady() {
    return health.ready().ready();
  }

  @Override
  public void clock(Clock clock) {
    intake.clock(clock);
  }

  @Override
  public void forgetRates() {
    throttle.reload(limits);
  }

  public Intake intake() {
    return intake;
  }

  public Health health() {
    return health;
  }

  @Override
  public String statusLine() {
    return health.ready().body().get("status") + ", " + observation.line();
  }

  public Observation observation() {
    return observation;
  }

  public OptionalInt httpPort() {
    return listeners.httpPort();
  }

  public OptionalInt coapPort() {
    return listeners.coapPort();
  }

  public OptionalInt managementPort() {
    return managementPort;
  }

  /** Readiness off, the listeners refuse, what is in flight finishes, Kafka closes last. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    health.phase(Health.Phase.STOPPING);
    intake.close();
    if (reload != null) {
      reload.quiesce();
    }
    main.stop();
    if (reload != null) {
      reload.close();
    }
    publishing.close();
    observation.close();
    management.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
