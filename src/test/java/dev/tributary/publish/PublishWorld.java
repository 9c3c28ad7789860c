package dev.tributary.publish;

import dev.tributary.config.Mode;
import dev.tributary.config.Settings;
import dev.tributary.config.SettingsLoader;
import dev.tributary.contract.Address;
import dev.tributary.contract.Arrival;
import dev.tributary.contract.Downstream;
import dev.tributary.contract.Event;
import dev.tributary.contract.MessageObserver;
import dev.tributary.contract.Outcome;
import dev.tributary.contract.Protocol;
import dev.tributary.contract.Reason;
import dev.tributary.contract.Receipt;
import dev.tributary.contract.Rejection;
import dev.tributary.contract.Source;
import dev.tributary.contract.Variables;
import dev.tributary.failure.FailureModule;
import dev.tributary.ingest.Intake;
import dev.tributary.ingest.Intakes;
import dev.tributary.kafka.KafkaClient;
import dev.tributary.kafka.KafkaModule;
import dev.tributary.module.Module;
import dev.tributary.project.Project;
import dev.tributary.route.RouteModule;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.main.Main;
import org.apache.camel.support.DefaultConsumer;
import org.apache.kafka.clients.producer.Producer;

/**
 * The routes from normalize on, as they are shipped. What stands for normalize makes an event of
 * each word of the payload, whose kind it is; {@code !} cannot be decoded, {@code ?} is a fault of
 * ours, {@code ~} leaves out a part of the message.
 */
public final class PublishWorld implements AutoCloseable {
  public static final Instant RECEIVED = Instant.parse("2026-11-21T03:00:00.250Z");
  static final Instant TIME = Instant.parse("2026-11-21T03:00:00.123Z");

  private final Main main = new Main();
  private final KafkaModule kafka;
  private final Intake intake;

  public PublishWorld(String brokers, Map<String, String> sets) throws Exception {
    this(settings(brokers, sets));
  }

  public PublishWorld(Producer<Object, Object> producer, Map<String, String> sets)
      throws Exception {
    this(
        settings("unused:1", sets),
        new KafkaModule(settings("unused:1", sets), producer),
        Duration.ofSeconds(5));
  }

  private PublishWorld(Settings settings) throws Exception {
    this(settings, planned(settings), settings.tributary().kafka().ackTimeout());
  }

  static KafkaModule planned(Settings settings) throws IOException {
    KafkaModule kafka = new KafkaModule(settings);
    kafka.read(Project.read(Path.of("routes")));
    return kafka;
  }

  private PublishWorld(Settings settings, KafkaModule kafka, Duration ackTimeout) throws Exception {
    this.kafka = kafka;
    main.setDefaultPropertyPlaceholderLocation("false");
    main.configure()
        .withBasePackageScanEnabled(false)
        .withStreamCachingEnabled(false)
        .withRoutesIncludePattern(
            "file:routes/route.camel.yaml,file:routes/publish.camel.yaml,"
                + "file:routes/on-failure.camel.yaml");
    main.configure()
        .addRoutesBuilder(
            new RouteBuilder() {
              @Override
              public void configure() {
                from("direct:in").routeId("in").process(PublishWorld::normalize).to("direct:route");
              }
            });
    main.init();
    kafka.expect(
        List.of(
            "sensor.temperature", "sensor.other", "device.other", "camera.motion", "event.other"));
    stages(settings, kafka).forEach(stage -> stage.bind(main.getCamelContext()));
    kafka.start();
    main.start();
    intake = Intakes.of(kafka.client(), 10_000, 64 << 20, new MessageObserver() {}, ackTimeout);
  }

  /** The modules behind the routes from route on. */
  static List<Module> stages(Settings settings, KafkaModule kafka) {
    Settings.Tributary tributary = settings.tributary();
    return List.of(
        kafka,
        new RouteModule(kafka.topics()),
        new PublishModule(tributary, kafka.topics()),
        new FailureModule(tributary.deadLetter(), kafka.topics()));
  }

  public static Settings settings(String brokers, Map<String, String> sets) {
    Map<String, String> all = new HashMap<>(sets);
    all.put("tributary.kafka.brokers", brokers);
    return SettingsLoader.load(Mode.DEV, Path.of("none"), Map.of(), all).settings();
  }

  public Downstream downstream() {
    return kafka.client();
  }

  KafkaClient client() {
    return kafka.client();
  }

  public CompletableFuture<Outcome> send(Protocol protocol, String device, String payload) {
    Address address = new Address("devices/" + device + "/telemetry", device, "eu", null, null);
    return send(protocol, address, payload.getBytes(StandardCharsets.UTF_8));
  }

  public CompletableFuture<Outcome> send(Protocol protocol, Address address, byte[] payload) {
    Map<String, String> properties = Map.of("site", "north");
    Arrival arrival =
        new Arrival(
            protocol,
            address,
            payload,
            "text/plain",
            "m-1",
            RECEIVED,
            false,
            properties,
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            0);
    CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    send(arrival, outcome::complete);
    return outcome;
  }

  public void send(Arrival arrival, Consumer<Outcome> answer) {
    DefaultConsumer end = (DefaultConsumer) main.getCamelContext().getRoute("in").getConsumer();
    intake.accept(end, arrival, answer);
  }

  private static void normalize(Exchange exchange) {
    String text = exchange.getMessage().getBody(String.class);
    if (text.startsWith("!")) {
      throw new Rejection(Reason.UNREADABLE, "the payload is no JSON");
    }
    if (text.startsWith("?")) {
      throw new IllegalStateException("secret inside");
    }
    List<Event> events = new ArrayList<>();
    Rejection partial = null;
    for (String word : text.split(" ")) {
      if (word.equals("~")) {
        partial = new Rejection(Reason.INVALID, "humidity is 300");
      } else {
        events.add(event(exchange, word));
      }
    }
    Receipt.of(exchange).made(exchange, events, partial);
    exchange.getMessage().setBody(events);
  }

  private static Event event(Exchange exchange, String kind) {
    String name = kind.contains("=") ? kind.substring(0, kind.indexOf('=')) : kind;
    Object value = kind.contains("=") ? Long.valueOf(kind.substring(name.length() + 1)) : 21.5;
    return new Event(
        UUID.randomUUID().toString(),
        exchange.getVariable(Variables.DEVICE, String.class),
        exchange.getVariable(Variables.REGION, String.class),
        kindOf(name),
        value,
        null,
        TIME,
        exchange.getVariable(Variables.RECEIVED, Instant.class),
        new Source(
            exchange.getVariable(Variables.PROTOCOL, String.class),
            exchange.getVariable(Variables.ADDRESS, String.class)),
        Map.of());
  }

  private static Event.Kind kindOf(String name) {
    return switch (name) {
      case "temperature" -> new Event.Kind(name, "sensor", true);
      case "motion" -> new Event.Kind(name, "camera", true);
      case "battery" -> new Event.Kind(name, "device", false);
      case "alarm" -> new Event.Kind(name, "event", false);
      default -> new Event.Kind(name, "sensor", false);
    };
  }

  @Override
  public void close() {
    main.stop();
    kafka.close();
  }
}
