package dev.tributary.ingest.mqtt;

import dev.tributary.config.Settings;
import dev.tributary.contract.AddressTemplates;
import dev.tributary.contract.Arrival;
import dev.tributary.contract.Downstream;
import dev.tributary.contract.ListenerState;
import dev.tributary.contract.MessageObserver;
import dev.tributary.contract.Outcome;
import dev.tributary.contract.Reason;
import dev.tributary.contract.Rejection;
import dev.tributary.contract.RouteEnd;
import dev.tributary.ingest.Intake;
import dev.tributary.ingest.Intakes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.builder.RouteConfigurationBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;

/** The MQTT end with the route that ships, before a stage that the test holds. */
final class MqttWorld implements AutoCloseable, Downstream, MessageObserver {
  static final int MAX_PAYLOAD = 16 * 1024;
  static final long IN_FLIGHT_BYTES = 1L << 20;
  private static final List<String> TEMPLATES =
      List.of(
          "devices/{device}/telemetry",
          "devices/{device}/telemetry/{kind}",
          "devices/{device}/status",
          "gateways/{gateway}/telemetry",
          "lines/{region}-{device}/telemetry");

  final HeldRoute route = new HeldRoute();
  final DefaultCamelContext camel = new DefaultCamelContext();
  final Intake intake;
  final AtomicInteger overloaded = new AtomicInteger();
  private final MqttListener end;
  volatile boolean available = true;

  private MqttWorld(Settings.Mqtt settings, int inFlight, Processor stage) throws Exception {
    intake = Intakes.of(this, inFlight, IN_FLIGHT_BYTES, this, null);
    AddressTemplates templates = AddressTemplates.parse(TEMPLATES);
    end = new MqttListener(tributary(settings), templates, intake, this);
    Properties properties = new Properties();
    properties.put("tributary.mqtt.broker-url", settings.brokerUrl());
    properties.put("tributary.mqtt.receive-maximum", String.valueOf(settings.receiveMaximum()));
    properties.putAll(MqttListener.properties(settings, templates));
    camel.getPropertiesComponent().setInitialProperties(properties);
    end.bind(camel);
    camel.getRegistry().bind("throttle", (Processor) exchange -> {});
    camel.addRoutes(
        new RouteConfigurationBuilder() {
          @Override
          public void configuration() {
            routeConfiguration()
                .onException(Rejection.class)
                .handled(true)
                .process(MqttWorld::keep);
          }
        });
    camel.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("direct:normalize").routeId("normalize").process(stage == null ? route : stage);
          }
        });
    camel.getShutdownStrategy().setTimeout(5);
    camel.start();
    PluginHelper.getRoutesLoader(camel)
        .loadRoutes(
            PluginHelper.getResourceLoader(camel)
                .resolveResource(
                    "file:" + Path.of("routes/ingest-mqtt.camel.yaml").toAbsolutePath()));
  }

  static MqttWorld open(Settings.Mqtt settings) throws Exception {
    return new MqttWorld(settings, 10_000, null);
  }

  static MqttWorld open(String brokerUrl) throws Exception {
    return open(settings(brokerUrl));
  }

  /** With a stage of the caller's instead of {@link #route}, and a window as in production. */
  static MqttWorld open(String brokerUrl, Processor stage) throws Exception {
    Settings.Mqtt settings =
        settings(brokerUrl, 1_000, false, null, null, new Settings.Tls(null, null, null));
    return new MqttWorld(settings, 10_000, stage);
  }

  static MqttWorld open(String brokerUrl, int inFlight) throws Exception {
    return new MqttWorld(settings(brokerUrl), inFlight, null);
  }

  static Settings.Mqtt settings(String brokerUrl) {
    return settings(brokerUrl, 100, false, null, null, new Settings.Tls(null, null, null));
  }

  static Settings.Mqtt settings(
      String brokerUrl,
      int receiveMaximum,
      boolean skipRetained,
      String username,
      String password,
      Settings.Tls tls) {
    return new Settings.Mqtt(
        brokerUrl,
        "gateway",
        null,
        receiveMaximum,
        Duration.ofDays(7),
        skipRetained,
        username,
        password,
        tls);
  }

  private static Settings.Tributary tributary(Settings.Mqtt mqtt) {
    return new Settings.Tributary(
        TEMPLATES,
        List.of(),
        List.of(),
        mqtt,
        null,
        null,
        null,
        null,
        MAX_PAYLOAD,
        new Settings.InFlight(10_000, IN_FLIGHT_BYTES),
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        Duration.ofSeconds(5),
        false,
        List.of(),
        null);
  }

  /** As the shipped on-failure does, but for the dead letter itself. */
  private static void keep(Exchange exchange) {
    Rejection rejection = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Rejection.class);
    RouteEnd.with(Outcome.kept(rejection.reason(), rejection.getMessage(), null), exchange);
  }

  ListenerState state() {
    return end.state();
  }

  long unacknowledged() {
    return end.unacknowledged();
  }

  @Override
  public boolean available() {
    return available;
  }

  @Override
  public String why() {
    return available ? "" : "switched off by the test";
  }

  @Override
  public void arrived(Arrival arrival) {}

  @Override
  public void settled(Arrival arrival, Outcome outcome, long nanosSinceArrival) {
    if (outcome.reason() == Reason.OVERLOADED) {
      overloaded.incrementAndGet();
    }
  }

  @Override
  public void close() throws IOException {
    camel.close();
  }
}
