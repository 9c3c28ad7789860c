package bench;

import dev.tributary.dev.FreePorts;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is compared: one kind of bridge on one protocol, and how it is started. */
record Bridge(String protocol, String name) {
  static final String HAND = "hand-written";

  /** Over MQTT a second one, on Netty's codec where the first has Paho's client. */
  static final String NETTY = "hand-written on Netty";

  static final String PLAIN = "plain Camel";
  static final String TRIBUTARY = "Tributary";

  /** Without the tracer in standby: only for who asks what that costs. */
  static final String UNTRACED = "Tributary-untraced";

  /** Started by bin/tributary, with its archive. */
  static final String ARCHIVED = "Tributary-archived";

  /** With a linger and batch size of the Kafka client: for who asks what those do. */
  private static final Pattern TUNED = Pattern.compile("Tributary-linger(\\d+)-batch(\\d+)");

  private static final List<Integer> LINGERS = List.of(0, 5, 20);
  private static final List<Integer> BATCH_KIBIBYTES = List.of(16, 64, 256);

  private static final String BATCH = "batch";
  private static final String REFERENCE_TOPIC = "bench";
  private static final String PREFIX = "iot.sensor.";

  static final Set<String> TOPICS =
      Set.of(REFERENCE_TOPIC, PREFIX + "temperature", PREFIX + "humidity", PREFIX + "pressure");

  /** A started bridge. */
  record Running(Child child, int port, long readyMillis) implements AutoCloseable {
    @Override
    public void close() {
      child.close();
    }
  }

  static List<Bridge> of(String protocol) {
    List<Bridge> bridges = new ArrayList<>(compared(protocol));
    bridges.add(new Bridge(protocol, UNTRACED));
    for (int linger : LINGERS) {
      for (int batch : BATCH_KIBIBYTES) {
        bridges.add(new Bridge(protocol, "Tributary-linger" + linger + "-batch" + batch));
      }
    }
    return bridges;
  }

  /** Whether it takes part where nobody names any. */
  boolean isCompared() {
    return !name.startsWith(TRIBUTARY + "-");
  }

  private boolean isTributary() {
    return name.startsWith(TRIBUTARY);
  }

  private static List<Bridge> compared(String protocol) {
    List<String> names =
        switch (protocol) {
          case "mqtt" -> List.of(HAND, NETTY, PLAIN, TRIBUTARY);
          case "http" -> List.of(HAND, PLAIN, TRIBUTARY);
          default -> List.of(HAND, TRIBUTARY);
        };
    return names.stream().map(name -> new Bridge(protocol, name)).toList();
  }

  /** Where its records go. */
  Set<String> topics() {
    return isTributary()
        ? Set.of(PREFIX + "temperature", PREFIX + "humidity", PREFIX + "pressure")
        : Set.of(REFERENCE_TOPIC);
  }

  /** A topic that has one record for each message. */
  String oneEach() {
    return isTributary() ? PREFIX + "temperature" : REFERENCE_TOPIC;
  }

  int records(String payload) {
    return isTributary() && payload.equals("three") ? 3 : lines(payload);
  }

  /** How many messages a request holds. */
  static int lines(String payload) {
    return payload.equals(BATCH) ? 100 : 1;
  }

  /** Only Tributary takes batches, and only over HTTP. */
  boolean takes(String payload) {
    return !payload.equals(BATCH) || (isTributary() && protocol.equals("http"));
  }

  Running start(Lab lab, Options options) {
    int port = FreePorts.one();
    int management = FreePorts.one();
    long start = System.nanoTime();
    Child child =
        Child.start(
            lab.directory,
            protocol + "-" + name.replace(' ', '-'),
            options.pin().contains(protocol)
                ? Pinned.toTheFirstCore(command(lab, options, port, management))
                : command(lab, options, port, management));
    if (isTributary()) {
      child.await(() -> healthy(management), 60);
    } else {
      child.await(() -> child.log().contains("READY"), 60);
    }
    return new Running(child, port, (System.nanoTime() - start) / 1_000_000);
  }

  private List<String> command(Lab lab, Options options, int port, int management) {
    return switch (name) {
      case HAND -> hand(lab, options, port);
      case NETTY ->
          java(options, "bench.NettyReference", broker(lab), lab.brokers, REFERENCE_TOPIC, "hand");
      case PLAIN -> plain(lab, options, port);
      default -> tributary(lab, options, port, management);
    };
  }

  private List<String> hand(Lab lab, Options options, int port) {
    return switch (protocol) {
      case "mqtt" ->
          java(options, "bench.MqttReference", broker(lab), lab.brokers, REFERENCE_TOPIC, "hand");
      case "http" -> java(options, "bench.HttpReference", "" + port, lab.brokers, REFERENCE_TOPIC);
      default -> java(options, "bench.CoapReference", "" + port, lab.brokers, REFERENCE_TOPIC);
    };
  }

  private List<String> plain(Lab lab, Options options, int port) {
    List<String> command =
        java(
            options,
            "bench.PlainCamel",
            options.bench().resolve("plain/" + protocol + ".camel.yaml").toString(),
            "kafka=" + lab.brokers,
            "topic=" + REFERENCE_TOPIC,
            "linger=" + ReferenceProducer.LINGER_MILLIS,
            "compression=" + ReferenceProducer.COMPRESSION,
            "batch=" + ReferenceProducer.BATCH_BYTES);
    command.addAll(
        protocol.equals("mqtt")
            ? List.of("broker=" + broker(lab), "client=plain")
            : List.of(
                "camel.server.enabled=true",
                "camel.server.host=127.0.0.1",
                "camel.server.port=" + port));
    return command;
  }

  private List<String> tributary(Lab lab, Options options, int port, int management) {
    List<String> jvm = new ArrayList<>(options.jvm());
    List<String> command;
    if (name.equals(ARCHIVED)) {
      command = new ArrayList<>();
      command.add(repository(options.bench()).resolve("bin/tributary").toString());
    } else {
      jvm.addAll(List.of("-jar", options.jar().toString()));
      command = Child.java(jvm);
    }
    command.add("run");
    command.addAll(List.of("--config", options.bench().resolve("tributary.properties").toString()));
    command.addAll(List.of("--routes", options.routes().toString()));
    set(command, "kafka.brokers", lab.brokers);
    set(command, "management.port", "" + management);
    set(command, "mqtt.broker-url", protocol.equals("mqtt") ? broker(lab) : "");
    set(command, "http.port", protocol.equals("http") ? "" + port : "");
    set(command, "coap.port", protocol.equals("coap") ? "" + port : "");
    set(command, "trace.enabled", "" + !name.equals(UNTRACED));
    Matcher tuned = TUNED.matcher(name);
    if (tuned.matches()) {
      command.addAll(List.of("--set", "kafka.linger.ms=" + tuned.group(1)));
      int batch = Integer.parseInt(tuned.group(2)) << 10;
      command.addAll(List.of("--set", "kafka.batch.size=" + batch));
    }
    return command;
  }

  private static void set(List<String> command, String key, String value) {
    command.add("--set");
    command.add("tributary." + key + "=" + value);
  }

  private static List<String> java(Options options, String... rest) {
    List<String> jvm = new ArrayList<>(options.jvm());
    jvm.addAll(List.of("-cp", System.getProperty("java.class.path")));
    return Child.java(jvm, rest);
  }

  private static String broker(Lab lab) {
    return "tcp://127.0.0.1:" + lab.mqttPort;
  }

  private static boolean healthy(int port) {
    try {
      HttpURLConnection connection =
          (HttpURLConnection)
              URI.create("http://127.0.0.1:" + port + "/health/ready").toURL().openConnection();
      return connection.getResponseCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  static Path repository(Path bench) {
    return bench.toAbsolutePath().normalize().getParent();
  }
}
