package dev.tributary.ingest.mqtt;

import dev.tributary.config.Settings;
import dev.tributary.contract.AddressTemplates;
import dev.tributary.contract.DeviceAnswer;
import dev.tributary.contract.Downstream;
import dev.tributary.contract.HonouredOptions;
import dev.tributary.contract.ListenerState;
import dev.tributary.contract.OfflineListener;
import dev.tributary.contract.SampleMessage;
import dev.tributary.ingest.Intake;
import dev.tributary.module.Meters;
import dev.tributary.module.Metric;
import dev.tributary.module.Module;
import dev.tributary.tls.ClientTls;
import io.netty.handler.ssl.SslContext;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Configuration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The MQTT listener and what it needs: bound once into a Camel context, read by routes as usual.
 */
public final class MqttListener implements OfflineListener, Module {
  /** Of {@code from: paho-mqtt5:} in the pipeline; {@link MqttEndpoint} reads them. */
  public static final HonouredOptions OPTIONS =
      new HonouredOptions(
          Set.of(
              "brokerUrl",
              "clientId",
              "userName",
              "password",
              "connectionTimeout",
              "keepAliveInterval",
              "receiveMaximum",
              "sessionExpiryInterval",
              "cleanStart",
              "manualAcksEnabled",
              "qos"),
          Map.of("automaticReconnect", "true", "httpsHostnameVerificationEnabled", "true"));

  static final Metric MQTT_UNACKNOWLEDGED =
      Metric.gauge(
          "tributary.mqtt.unacknowledged",
          "messages",
          "Messages that the MQTT broker has sent and that are not acknowledged yet; at"
              + " `tributary.mqtt.receive-maximum` it sends no more.");
  static final Metric MQTT_LOST =
      Metric.counter(
          "tributary.mqtt.connections.lost",
          null,
          "Times that the connection to the MQTT broker was lost, refused or given up and made"
              + " again.");
  public static final List<Metric> METRICS = List.of(MQTT_UNACKNOWLEDGED, MQTT_LOST);

  /** How much is dead-lettered of a message that is too large. */
  private static final int DEAD_LETTER_BYTES = 64 * 1024;

  /** MQTT has none larger. */
  private static final int LARGEST_PAYLOAD = 256 * 1024 * 1024;

  private static final Logger LOG = LoggerFactory.getLogger(MqttListener.class);

  private final Settings.Tributary settings;
  private final AddressTemplates templates;
  private final Intake intake;
  private final Downstream downstream;
  private final MqttState state = new MqttState();
  private final boolean offline;
  private volatile MqttConsumer route;

  public MqttListener(
      Settings.Tributary settings,
      AddressTemplates templates,
      Intake intake,
      Downstream downstream) {
    this(settings, templates, intake, downstream, false);
  }

  /**
   * @param offline whether it connects to no broker, and messages come through {@link #send} only
   */
  public MqttListener(
      Settings.Tributary settings,
      AddressTemplates templates,
      Intake intake,
      Downstream downstream,
      boolean offline) {
    this.offline = offline;
    this.settings = settings;
    this.templates = templates;
    this.intake = intake;
    this.downstream = downstream;
  }

  @Override
  public List<Metric> metrics() {
    return METRICS;
  }

  @Override
  public void meters(Meters meters) {
    meters.gauge(MQTT_UNACKNOWLEDGED, this::unacknowledged);
    meters.count(MQTT_LOST, state::connectionsLost);
  }

  /** Registers the scheme {@code paho-mqtt5} and the step {@code mqtt-limits}. */
  @Override
  public void bind(CamelContext context) {
    MqttComponent component = new MqttComponent(this);
    PahoMqtt5Configuration common = component.getConfiguration();
    common.setUserName(settings.mqtt().username());
    common.setPassword(settings.mqtt().password());
    common.setBrokerUrl(settings.mqtt().brokerUrl());
    // A client of an operator's own connects with its first message, so that a broker that is away
    // keeps nothing from starting.
    component.setLazyStartProducer(true);
    if (isSet(settings.mqtt().shareGroup())) {
      LOG.warn(
          "MQTT: the share group \"{}\" spreads one device's messages over its members, so the"
              + " order of a device is only what the broker keeps",
          settings.mqtt().shareGroup());
    }
    context.addComponent("paho-mqtt5", component);
    context
        .getRegistry()
        .bind("mqtt-limits", new MqttLimits(templates, settings.maxPayloadBytes()));
  }

  /** What routes read as {@code {{tributary.mqtt.…}}} beyond the settings themselves. */
  public static Map<String, String> properties(Settings.Mqtt settings, AddressTemplates templates) {
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put("tributary.mqtt.topics", topics(settings.shareGroup(), templates));
    properties.put("tributary.mqtt.client-id", clientId(settings.clientId()));
    properties.put(
        "tributary.mqtt.session-expiry-seconds",
        String.valueOf(settings.sessionExpiry().toSeconds()));
    return properties;
  }

  /** How the connection is doing. */
  public ListenerState state() {
    return state;
  }

  /** How many messages the broker has sent that are not acknowledged yet. */
  long unacknowledged() {
    MqttConsumer now = route;
    return now == null ? 0 : now.unacknowledged();
  }

  private static String topics(String shareGroup, AddressTemplates templates) {
    List<String> filters = templates.mqttFilters();
    return isSet(shareGroup)
        ? filters.stream()
            .map(filter -> "$share/" + shareGroup + "/" + filter)
            .collect(Collectors.joining(","))
        : String.join(",", filters);
  }

  /** Whether these are the topics of the address templates, and not a subscription of one's own. */
  boolean isPipelines(String topics) {
    return topics.contains(topics(settings.mqtt().shareGroup(), templates));
  }

  /** Our credentials go to no other broker than ours. */
  void keepCredentials(PahoMqtt5Configuration options) {
    boolean ours = settings.mqtt().brokerUrl().equals(options.getBrokerUrl());
    if (!ours && Objects.equals(options.getUserName(), settings.mqtt().username())) {
      options.setUserName(null);
    }
    if (!ours && Objects.equals(options.getPassword(), settings.mqtt().password())) {
      options.setPassword(null);
    }
  }

  /** What a gateway is called: as it is configured, or after its host. */
  public static String clientId(String configured) {
    if (isSet(configured)) {
      return configured;
    }
    try {
      return "tributary-" + InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      throw new IllegalStateException(
          "tributary.mqtt.client-id must be set where the host has no name", e);
    }
  }

  private static boolean isSet(String value) {
    return value != null && !value.isBlank();
  }

  /** MQTT is held back while Kafka is away, not refused. */
  boolean hasRoom(int size) {
    return downstream.available() && intake.hasRoom(size);
  }

  boolean isOffline() {
    return offline;
  }

  @Override
  public CompletableFuture<DeviceAnswer> send(SampleMessage sent) {
    MqttConsumer consumer = route;
    if (consumer == null) {
      return CompletableFuture.failedFuture(
          new IllegalStateException("no route takes MQTT messages"));
    }
    OfflineMessage handed = new OfflineMessage();
    consumer.take(OfflineMessage.publication(sent), handed);
    return handed.answer();
  }

  SslContext tls() {
    return ClientTls.client(settings.mqtt().tls());
  }

  Intake intake() {
    return intake;
  }

  AddressTemplates templates() {
    return templates;
  }

  MqttState mqttState() {
    return state;
  }

  /** One byte more than may be stored, and than a dead letter has: what is cut is known as such. */
  int keptPayload() {
    int limit = Math.max(settings.maxPayloadBytes(), DEAD_LETTER_BYTES);
    return 1 + Math.min(limit, LARGEST_PAYLOAD);
  }

  /** As many again as may be in flight. */
  long mostBytesWaiting() {
    return settings.inFlight().bytes();
  }

  boolean skipRetained() {
    return settings.mqtt().skipRetained();
  }

  boolean isUnsafe(String key) {
    return settings.unsafe().contains(key);
  }

  /**
   * From now on messages go to this route. Returns the one before it, if it still runs: the two are
   * of the same endpoint, and its connection goes on.
   */
  synchronized MqttConsumer route(MqttConsumer next) {
    MqttConsumer before = route;
    route = next;
    return before;
  }

  /** The route stops. Returns whether it was the one that has the messages. */
  synchronized boolean leave(MqttConsumer consumer) {
    if (route != consumer) {
      return false;
    }
    route = null;
    return true;
  }

  MqttConsumer routeOr(MqttConsumer last) {
    MqttConsumer now = route;
    return now == null ? last : now;
  }
}
