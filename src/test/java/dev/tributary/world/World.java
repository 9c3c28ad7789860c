package dev.tributary.world;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.config.Mode;
import dev.tributary.config.Settings;
import dev.tributary.config.SettingsLoader;
import dev.tributary.contract.Protocol;
import dev.tributary.dev.EmbeddedKafka;
import dev.tributary.dev.EmbeddedMqtt;
import dev.tributary.reload.PipelineFolder;
import dev.tributary.runtime.Gateway;
import dev.tributary.simulate.Targets;
import dev.tributary.verify.VerifyOptions;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.eclipse.californium.core.CoapClient;
import org.eclipse.californium.core.CoapResponse;
import org.eclipse.californium.elements.exception.ConnectorException;
import org.eclipse.paho.mqttv5.client.MqttClient;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;

/** A gateway between real brokers, and the clients that a test needs. */
public final class World implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration STEP = Duration.ofMillis(100);
  private static final AtomicInteger WORLDS = new AtomicInteger();

  private final Brokers brokers;
  private final Path routes;
  private final PipelineFolder folder;
  private final String prefix = "t" + WORLDS.incrementAndGet();
  private final Map<String, String> settings = new LinkedHashMap<>();
  private final HttpClient http = HttpClient.newHttpClient();
  private Gateway gateway;

  World(Brokers brokers, Path routes, PipelineFolder folder, Map<String, String> overrides) {
    this.brokers = brokers;
    this.routes = routes;
    this.folder = folder;
    settings.put("tributary.kafka.brokers", brokers.kafka().brokers());
    settings.put("tributary.kafka.topic-prefix", prefix);
    settings.put("tributary.mqtt.broker-url", brokers.mqtt().url());
    settings.put("tributary.mqtt.client-id", prefix);
    settings.put("tributary.http.port", "0");
    settings.put("tributary.coap.port", "0");
    settings.put("tributary.management.port", "0");
    settings.put("tributary.reload.enabled", "false");
    settings.putAll(overrides);
  }

  void start() throws Exception {
    gateway = gateway(settings, routes);
    gateway.start();
    Awaitility.await("ready").atMost(PATIENCE).until(() -> gateway.health().ready().ready());
  }

  /** A gateway with these settings and no file, not started yet. */
  public static Gateway gateway(Map<String, String> settings, Path routes) throws IOException {
    return new Gateway(
        SettingsLoader.load(Mode.DEV, Path.of("no such file"), Map.of(), settings), routes);
  }

  public Gateway gateway() {
    return gateway;
  }

  /** What the gateway runs with. */
  public Settings settings() {
    return SettingsLoader.load(Mode.DEV, Path.of("no such file"), Map.of(), settings).settings();
  }

  /** The routes, to be edited; then {@link #reload}. */
  public PipelineFolder folder() {
    return folder;
  }

  /** Takes up what was saved, as an operator asks for it over JMX. */
  public void reload() throws JMException {
    assertThat(reloadProblems()).isEmpty();
  }

  /** The same where it is to be refused: why it was. */
  public String[] reloadProblems() throws JMException {
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    ObjectName name = new ObjectName("dev.tributary:type=Reload");
    server.invoke(name, "reload", new Object[0], new String[0]);
    return (String[]) server.getAttribute(name, "Problems");
  }

  /** One value of /metrics, the sum of all its tags. */
  public double metric(String name) throws IOException, InterruptedException {
    List<String> lines =
        management("/metrics")
            .body()
            .lines()
            .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
            .toList();
    assertThat(lines).as(name).isNotEmpty();
    return lines.stream()
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  /** Verify over all three protocols through this gateway, with five devices each. */
  public VerifyOptions verifying(int messages, Duration settle) {
    return new VerifyOptions(
        Targets.open(
            mqtt().url(),
            url("/"),
            URI.create("coap://127.0.0.1:" + gateway().coapPort().getAsInt())),
        Map.of("bootstrap.servers", kafka().brokers()),
        new VerifyOptions.Topics(topic("verify"), topic("dead-letter"), topic("throttled")),
        Protocol.ofDevices(),
        5,
        0,
        messages,
        null,
        settle);
  }

  public EmbeddedKafka kafka() {
    return brokers.kafka();
  }

  public EmbeddedMqtt mqtt() {
    return brokers.mqtt();
  }

  /** The full name of a topic of this world. */
  public String topic(String name) {
    return prefix + "." + name;
  }

  /** Makes a topic that no gateway makes by itself. */
  public void createTopic(String name, int partitions) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka().brokers()))) {
      admin.createTopics(List.of(new NewTopic(topic(name), partitions, (short) 1))).all().get();
    }
  }

  /** Writes a record as another program would, and waits until it is stored. */
  public void write(String name, String key, String value) throws Exception {
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", kafka().brokers()),
            new StringSerializer(),
            new StringSerializer())) {
      producer.send(new ProducerRecord<>(topic(name), key, value)).get();
    }
  }

  /** Waits until the topic holds at least this many records of a device and returns those. */
  public List<ConsumerRecord<String, String>> records(String name, String device, int atLeast) {
    return records(name, record -> device.equals(record.key()), atLeast);
  }

  /** Waits until the topic holds at least this many records and returns all it holds. */
  public List<ConsumerRecord<String, String>> records(String name, int atLeast) {
    return records(name, record -> true, atLeast);
  }

  private List<ConsumerRecord<String, String>> records(
      String name, Predicate<ConsumerRecord<String, String>> wanted, int atLeast) {
    try (KafkaConsumer<String, String> consumer = consumer()) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic(name)).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      List<ConsumerRecord<String, String>> records = new ArrayList<>();
      Awaitility.await(name + " holds " + atLeast)
          .atMost(PATIENCE)
          .pollInSameThread()
          .until(
              () -> {
                for (ConsumerRecord<String, String> record : consumer.poll(STEP)) {
                  if (wanted.test(record)) {
                    records.add(record);
                  }
                }
                return records.size() >= atLeast;
              });
      return records;
    }
  }

  private KafkaConsumer<String, String> consumer() {
    return new KafkaConsumer<>(
        Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, brokers.kafka().brokers()),
        new StringDeserializer(),
        new StringDeserializer());
  }

  /** Publishes with QoS 1 and returns when the broker has acknowledged. */
  public void publish(String topic, String payload) throws MqttException {
    publish(topic, payload, new MqttProperties());
  }

  public void publish(String topic, String payload, MqttProperties properties)
      throws MqttException {
    MqttClient client =
        new MqttClient(mqtt().url(), UUID.randomUUID().toString(), new MemoryPersistence());
    try {
      client.connect();
      MqttMessage message = new MqttMessage(payload.getBytes(StandardCharsets.UTF_8));
      message.setQos(1);
      message.setProperties(properties);
      client.publish(topic, message);
      client.disconnect();
    } finally {
      client.close();
    }
  }

  public URI url(String path) {
    return URI.create("http://127.0.0.1:" + gateway.httpPort().getAsInt() + path);
  }

  /** POSTs to the HTTP end; headers are name, value, name, value. */
  public HttpResponse<String> post(String path, String body, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url(path)).POST(HttpRequest.BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  /** GETs from the management port. */
  public HttpResponse<String> management(String path) throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + gateway.managementPort().getAsInt() + path);
    return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }

  /** POSTs to the CoAP end. */
  public CoapResponse coap(String path, String body, int contentFormat)
      throws ConnectorException, IOException {
    CoapClient client =
        new CoapClient("coap://127.0.0.1:" + gateway.coapPort().getAsInt() + "/" + path);
    try {
      return client.post(body, contentFormat);
    } finally {
      client.shutdown();
    }
  }

  @Override
  public void close() {
    gateway.close();
  }
}
