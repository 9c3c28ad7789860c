package dev.tributary.runtime;

import dev.tributary.analytics.AnalyticsModule;
import dev.tributary.config.Settings;
import dev.tributary.config.SettingsLoader;
import dev.tributary.console.Console;
import dev.tributary.console.GatewayActions;
import dev.tributary.console.GatewayView;
import dev.tributary.contract.AddressTemplates;
import dev.tributary.contract.DeviceAnswer;
import dev.tributary.contract.ListenerState;
import dev.tributary.contract.MessageTracer;
import dev.tributary.contract.SampleMessage;
import dev.tributary.engine.GatewayMain;
import dev.tributary.engine.RouteAddresses;
import dev.tributary.ingest.IngestModule;
import dev.tributary.ingest.Intake;
import dev.tributary.ingest.MessageMeters;
import dev.tributary.ingest.mqtt.MqttListener;
import dev.tributary.kafka.KafkaModule;
import dev.tributary.module.Meters;
import dev.tributary.module.Metric;
import dev.tributary.module.Module;
import dev.tributary.module.Part;
import dev.tributary.observe.Health;
import dev.tributary.observe.Info;
import dev.tributary.observe.ManagementServer;
import dev.tributary.observe.Observation;
import dev.tributary.project.Project;
import dev.tributary.project.YamlTree;
import dev.tributary.rehearse.OfflineGateway;
import dev.tributary.reload.Reload;
import dev.tributary.replay.Replay;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.camel.CamelContext;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.MainListenerSupport;
import org.apache.kafka.clients.producer.Producer;

/** One running gateway: the routes of a folder, wired to the listeners and to Kafka. */
public final class Gateway implements OfflineGateway {
  private final SettingsLoader.Loaded loaded;
  private final Project project;
  private final boolean offline;
  private final PartRoutes routes;
  private final GatewayMain main;
  private final Observation observation;
  private final IngestModule ingest;
  private final Listeners listeners;
  private final AnalyticsModule analytics;

  /** Bound and started from the first to the last, closed from the last to the first. */
  private final List<Module> modules = new ArrayList<>();

  private final Health health;
  private final ManagementServer management;
  private volatile Reload reload;
  private Consumer<CamelContext> watching = camel -> {};
  private boolean closed;

  public Gateway(SettingsLoader.Loaded loaded, Path routes) throws IOException {
    this(loaded, Project.read(routes));
  }

  public Gateway(SettingsLoader.Loaded loaded, Project project) throws IOException {
    this(loaded, project, Part.ALL);
  }

  /** A gateway of which this process runs some parts, and others the rest. */
  public Gateway(SettingsLoader.Loaded loaded, Project project, Set<Part> parts)
      throws IOException {
    this(loaded, project, new KafkaModule(loaded.settings()), false, false, parts);
  }

  /** The pipeline alone: no route of the operator's own starts, and no rule is judged. */
  public static Gateway pipeline(SettingsLoader.Loaded loaded, Project project) throws IOException {
    return new Gateway(loaded, project, new KafkaModule(loaded.settings()), false, true, Part.ALL);
  }

  /**
   * The same gateway on no network: nothing listens, messages come through {@link #send}, and what
   * would go to Kafka goes to this producer.
   *
   * @param watching is given the context before its routes are made
   */
  public static Gateway offline(
      SettingsLoader.Loaded loaded,
      Project project,
      Producer<Object, Object> producer,
      Consumer<CamelContext> watching)
      throws IOException {
    Gateway gateway =
        new Gateway(
            loaded, project, new KafkaModule(loaded.settings(), producer), true, true, Part.ALL);
    gateway.watching = watching;
    return gateway;
  }

  /** What a check needs of a gateway: its modules without listeners, of which none is started. */
  public static List<Module> passive(Settings settings) {
    Meters meters = new Meters(new SimpleMeterRegistry());
    KafkaModule kafka = new KafkaModule(settings, (Producer<Object, Object>) null);
    return Capabilities.of(settings, kafka, meters, new MessageMeters(meters)).all();
  }

  private Gateway(
      SettingsLoader.Loaded loaded,
      Project project,
      KafkaModule kafka,
      boolean offline,
      boolean pipelineOnly,
      Set<Part> parts)
      throws IOException {
    this.offline = offline;
    this.routes = new PartRoutes(parts);
    this.main = new GatewayMain(pipelineOnly);
    this.loaded = loaded;
    this.project = project;
    Settings.Tributary settings = settings();
    this.observation = new Observation(settings, offline);
    Capabilities capabilities =
        Capabilities.of(loaded.settings(), kafka, observation.meters(), observation.messages());
    this.ingest = capabilities.ingest();
    observation.follow(ingest.intake());
    this.listeners = new Listeners(settings, addresses(), ingest.intake(), kafka.client(), offline);
    this.analytics = capabilities.analytics();
    analytics.parts(parts);
    analytics.reachable(() -> listeners.states().stream().allMatch(ListenerState::ready));
    modules.add(observation);
    modules.addAll(capabilities.all());
    modules.add(listeners);
    for (Module module : modules) {
      module.read(project);
    }
    modules.forEach(module -> module.meters(observation.meters()));
    this.health = new Health(kafka.client(), listeners.states(), this::degradations);
    Info info = new Info(loaded, this::camel, this::degradations, analytics::info);
    this.management =
        new ManagementServer(settings.management(), health, info::show, this::metricsText);
    if (settings.console().enabled() && settings.management().port().isPresent()) {
      serveConsole(info);
    }
  }

  private void serveConsole(Info info) {
    Console console =
        new Console(
            new GatewayView(
                loaded,
                project,
                this::camel,
                observation,
                ingest.intake(),
                analytics,
                health,
                info,
                new GatewayActions(
                    Gateway::offline, Gateway::passive, () -> reload, this::replay)));
    modules.add(console);
    management.serve(console);
  }

  /**
   * Starts with or without Kafka and the MQTT broker: the listeners open, and the health reports
   * what is missing.
   */
  @Override
  public void start() throws Exception {
    if (settings().management().port().isPresent()) {
      management.start();
    }
    configure();
    main.addMainListener(
        new MainListenerSupport() {
          @Override
          public void beforeConfigure(BaseMainSupport starting) {
            watching.accept(starting.getCamelContext());
            modules.forEach(module -> module.bind(starting.getCamelContext()));
          }
        });
    for (Module module : modules) {
      module.start();
    }
    main.start();
    if (!offline) {
      RouteAddresses.requireDistinct(main.getCamelContext());
    }
    for (Module module : modules) {
      module.started();
    }
    if (!offline) {
      startReload();
    }
    health.phase(Health.Phase.RUNNING);
  }

  private void startReload() throws IOException {
    reload =
        new Reload(
            loaded, project, main.getCamelContext(), Gateway::passive, modules, new Running());
    reload.meters(observation.meters());
    reload.start(settings().reload().enabled());
  }

  /** What a reload asks of the gateway whose routes it exchanges. */
  private final class Running implements Reload.Host {
    @Override
    public BooleanSupplier drawLine() {
      return ingest.intake().drawLine();
    }

    @Override
    public boolean isSwitchedOff(YamlTree file) {
      return Gateway.this.isSwitchedOff(file);
    }

    @Override
    public void exchanged() {
      listeners.forgetGone();
    }
  }

  private boolean isSwitchedOff(YamlTree file) {
    return listeners.switchedOff().stream().anyMatch(id -> file.path().endsWith(id + ".camel.yaml"))
        || routes.leavesOut(file);
  }

  private List<String> degradations() {
    List<String> degradations = new ArrayList<>();
    modules.forEach(module -> degradations.addAll(module.degradations()));
    if (reload != null) {
      degradations.addAll(reload.degradations());
    }
    return degradations;
  }

  private Settings.Tributary settings() {
    return loaded.settings().tributary();
  }

  private AddressTemplates addresses() {
    return AddressTemplates.parse(settings().addresses());
  }

  private void configure() {
    main.configure(project, this::isSwitchedOff, addresses().paths(), settings().shutdownTimeout());
    loaded.inForce().forEach(main::addInitialProperty);
    KafkaModule.properties(settings().kafka()).forEach(main::addInitialProperty);
    if (listeners.hasMqtt()) {
      MqttListener.properties(settings().mqtt(), addresses()).forEach(main::addInitialProperty);
    }
    loaded.settings().camel().forEach(main::addInitialProperty);
    loaded.settings().own().forEach(main::addInitialProperty);
  }

  /** All metrics of a gateway, in the order of its modules; those of the process come last. */
  public List<Metric> metrics() {
    List<Metric> all = new ArrayList<>();
    modules.stream()
        .filter(module -> module != observation)
        .forEach(module -> all.addAll(module.metrics()));
    all.addAll(Reload.METRICS);
    all.addAll(observation.metrics());
    return all;
  }

  /** What {@code /metrics} answers. */
  public String metricsText() {
    return observation.text();
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
  public void follow(MessageTracer tracer) {
    ingest.intake().follow(tracer);
  }

  @Override
  public void clock(Clock clock) {
    ingest.intake().clock(clock);
  }

  @Override
  public void forgetRates() {
    ingest.limits(ingest.limits());
  }

  /** The way of a replayed message from its arrival on, through the routes that run. */
  public synchronized Replay.Pipeline replay() {
    return new ReplayRoute(camel(), ingest.intake());
  }

  public Intake intake() {
    return ingest.intake();
  }

  public AnalyticsModule analytics() {
    return analytics;
  }

  public Health health() {
    return health;
  }

  @Override
  public String statusLine() {
    StringBuilder line = new StringBuilder();
    line.append(health.ready().body().get("status")).append(", ").append(observation.line());
    for (Module module : modules) {
      if (!module.status().isEmpty()) {
        line.append(", ").append(module.status());
      }
    }
    return line.toString();
  }

  public Observation observation() {
    return observation;
  }

  /** How many exchanged routes still wait for what is in flight in them. */
  public int reloadsWaiting() {
    return reload.waiting();
  }

  public OptionalInt httpPort() {
    return listeners.httpPort();
  }

  public OptionalInt coapPort() {
    return listeners.coapPort();
  }

  public OptionalInt managementPort() {
    return management.port();
  }

  /** Readiness off, the listeners refuse, what is in flight finishes, Kafka closes last. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    health.phase(Health.Phase.STOPPING);
    ingest.close();
    if (reload != null) {
      reload.quiesce();
    }
    main.stop();
    if (reload != null) {
      reload.close();
    }
    for (int i = modules.size() - 1; i >= 0; i--) {
      modules.get(i).close();
    }
    management.close();
  }
}
