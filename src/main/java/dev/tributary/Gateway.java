package dev.tributary;

import dev.tributary.config.Settings;
import dev.tributary.config.SettingsLoader;
import dev.tributary.ingest.AddressTemplates;
import dev.tributary.ingest.EndState;
import dev.tributary.ingest.Intake;
import dev.tributary.ingest.Limits;
import dev.tributary.ingest.Throttle;
import dev.tributary.ingest.coap.CoapEnd;
import dev.tributary.ingest.http.HttpEnd;
import dev.tributary.ingest.mqtt.Mqtt;
import dev.tributary.normalize.Normalization;
import dev.tributary.observe.Health;
import dev.tributary.observe.Info;
import dev.tributary.observe.ManagementServer;
import dev.tributary.observe.Observation;
import dev.tributary.publish.Publishing;
import dev.tributary.reload.GatewayMain;
import dev.tributary.reload.Parts;
import dev.tributary.reload.Reload;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One running gateway: the routes of a folder, wired to the ends and to Kafka. */
public final class Gateway implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);

  private final SettingsLoader.Loaded loaded;
  private final Settings.Tributary settings;
  private final Path routes;
  private final Main main = new GatewayMain();
  private final Vertx vertx = vertx();
  private final AddressTemplates addresses;
  private final List<EndState> ends = new ArrayList<>();
  private final List<String> switchedOff = new ArrayList<>();
  private final Observation observation;
  private final Normalization normalization;
  private final Publishing publishing;
  private final Intake intake;
  private final Throttle throttle;
  private final Health health;
  private final ManagementServer management;
  private Mqtt mqtt;
  private HttpEnd http;
  private CoapEnd coap;
  private OptionalInt managementPort = OptionalInt.empty();
  private volatile Reload reload;
  private boolean closed;

  public Gateway(SettingsLoader.Loaded loaded, Path routes) throws IOException {
    this.loaded = loaded;
    this.settings = loaded.settings().tributary();
    this.routes = routes;
    this.addresses = AddressTemplates.parse(settings.addresses());
    this.observation = new Observation(settings.trace());
    this.normalization =
        new Normalization(settings.normalize(), routes, observation.metrics().normalization());
    this.publishing = new Publishing(loaded.settings(), routes);
    publishing.expect(normalization.topics());
    this.intake =
        new Intake(
            publishing.downstream(),
            settings.inFlight().messages(),
            settings.inFlight().bytes(),
            observation.metrics(),
            settings.kafka().ackTimeout());
    this.throttle = new Throttle(Limits.read(routes.resolve("limits.yaml")));
    intake.pace(throttle::hasRoom);
    makeEnds();
    this.health = new Health(publishing.downstream(), ends, this::degradations);
    this.management =
        new ManagementServer(
            vertx,
            health,
            new Info(loaded, this::camel, this::degradations)::show,
            observation.metrics()::text);
    observation
        .metrics()
        .watch(intake, settings.inFlight().messages(), settings.inFlight().bytes())
        .watch(publishing.downstream())
        .watch(ends);
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

  private void makeEnds() {
    if (settings.mqtt().brokerUrl().isEmpty()) {
      off("mqtt");
    } else {
      mqtt = new Mqtt(settings, addresses, intake, publishing.downstream());
      ends.add(mqtt.state());
    }
    if (settings.coap().port().isEmpty() && settings.coap().securePort().isEmpty()) {
      off("coap");
    } else {
      coap = new CoapEnd(settings.coap(), settings.maxPayloadBytes(), addresses, intake);
      ends.add(coap);
    }
    if (settings.http().port().isEmpty()) {
      off("http");
    } else {
      http = new HttpEnd(settings.http(), settings.maxPayloadBytes(), intake);
      ends.add(http);
    }
  }

  private void off(String end) {
    LOG.info("The end {} is switched off: its address or port is empty", end);
    switchedOff.add("ingest-" + end);
  }

  /**
   * Starts with or without Kafka and the MQTT broker: the ends open, and the health says who is
   * missing.
   */
  public void start() throws Exception {
    if (settings.management().port().isPresent()) {
      managementPort =
          OptionalInt.of(
              management.start(
                  settings.management().host(), settings.management().port().getAsInt()));
    }
    configure();
    main.addMainListener(
        new MainListenerSupport() {
          @Override
          public void beforeConfigure(BaseMainSupport starting) {
            bind(starting.getCamelContext());
          }
        });
    publishing.start();
    main.start();
    observation.start();
    reload =
        new Reload(
            loaded,
            routes,
            main.getCamelContext(),
            Parts.of(routes, normalization, throttle, publishing, settings.kafka().topicPrefix()),
            intake::drawLine,
            this::isSwitchedOff,
            this::forgetGone);
    reload.start(settings.reload().enabled());
    health.phase(Health.Phase.RUNNING);
  }

  private List<String> degradations() {
    return reload == null ? List.of() : reload.degradations();
  }

  private boolean isSwitchedOff(Path file) {
    return switchedOff.stream().anyMatch(id -> file.endsWith(id + ".camel.yaml"));
  }

  private void forgetGone() {
    if (http != null) {
      http.forgetGone();
    }
  }

  /** Gives the routes what they name: components under the stock schemes, and steps. */
  private void bind(CamelContext camel) {
    observation.bind(camel);
    normalization.bind(camel);
    publishing.bind(camel);
    camel.getRegistry().bind("throttle", throttle);
    if (mqtt != null) {
      mqtt.bind(camel);
    }
    if (coap != null) {
      camel.addComponent("coap", coap.component());
    }
    if (http != null) {
      camel.getRegistry().bind(HttpEnd.NAME, http);
    }
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
            switchedOff.stream()
                .map(id -> "**/" + id + ".camel.yaml")
                .collect(Collectors.joining(",")))
        .withName("tributary")
        .withLoadTypeConverters(false)
        .withStreamCachingEnabled(false)
        .withUseBreadcrumb(false)
        .withAllowUseOriginalMessage(false)
        .withInflightRepositoryBrowseEnabled(false)
        .withShutdownTimeout(Math.toIntExact(settings.shutdownTimeout().toSeconds()));
    loaded.inForce().forEach(main::addInitialProperty);
    if (mqtt != null) {
      Mqtt.properties(settings.mqtt(), addresses).forEach(main::addInitialProperty);
    }
    loaded.settings().camel().forEach(main::addInitialProperty);
    loaded.settings().own().forEach(main::addInitialProperty);
  }

  public CamelContext camel() {
    return main.getCamelContext();
  }

  public Intake intake() {
    return intake;
  }

  public Health health() {
    return health;
  }

  /** One line for a terminal: how things go. */
  public String statusLine() {
    return health.ready().body().get("status") + ", " + observation.line();
  }

  public Observation observation() {
    return observation;
  }

  public OptionalInt httpPort() {
    return http == null ? OptionalInt.empty() : OptionalInt.of(http.getServerPort());
  }

  public OptionalInt coapPort() {
    return coap == null ? OptionalInt.empty() : coap.port();
  }

  public OptionalInt managementPort() {
    return managementPort;
  }

  /** Readiness off, the ends refuse, what is in flight finishes, Kafka closes last. */
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
