package dev.tributary.config;

import dev.tributary.text.Secrets;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * All {@code tributary.*} settings, read once, and what passes through to the libraries.
 *
 * @param kafkaClient {@code kafka.*} without the prefix, for every Kafka client
 * @param camel {@code camel.*} with the prefix
 * @param own every other key: the operator's, readable as {@code {{key}}} in routes
 */
public record Settings(
    Tributary tributary,
    Map<String, String> kafkaClient,
    Map<String, String> camel,
    Map<String, String> own) {
  /** Without the values that libraries and operators keep secret in settings of their own. */
  @Override
  public String toString() {
    return "Settings[tributary=%s, kafka=%s, camel=%s, own=%s]"
        .formatted(tributary, shown(kafkaClient), shown(camel), shown(own));
  }

  private static Map<String, String> shown(Map<String, String> settings) {
    Map<String, String> shown = new TreeMap<>();
    settings.forEach((key, value) -> shown.put(key, Secrets.shown(key, value)));
    return shown;
  }

  public record Tributary(
      @Setting(
              value =
                  "Address templates, the same on all protocols; {device}, {region}, {gateway} and"
                      + " {kind} are taken from the address, + and # stand as in MQTT.",
              def =
                  "devices/{device}/telemetry, devices/{device}/telemetry/{kind},"
                      + " devices/{device}/status, gateways/{gateway}/telemetry,"
                      + " regions/{region}/devices/{device}/telemetry,"
                      + " regions/{region}/devices/{device}/telemetry/{kind},"
                      + " regions/{region}/devices/{device}/status,"
                      + " regions/{region}/gateways/{gateway}/telemetry")
          List<String> addresses,
      @Setting(
              value =
                  "More templates, beside those of tributary.addresses: the topics of your"
                      + " devices.",
              key = "addresses.add")
          List<String> addressesAdd,
      @Setting(
              value =
                  "Makers whose MQTT topics are subscribed too, as in their own defaults:"
                      + " zigbee2mqtt, tasmota, shelly, ttn, chirpstack, owntracks, ruuvi, theengs,"
                      + " aws.")
          List<String> makers,
      Mqtt mqtt,
      Http http,
      Coap coap,
      Management management,
      Console console,
      @Setting(
              value = "The largest payload that is taken in.",
              def = "256 KiB",
              min = "1 KiB",
              bytes = true)
          int maxPayloadBytes,
      InFlight inFlight,
      Normalize normalize,
      Kafka kafka,
      DeadLetter deadLetter,
      @Setting("Whether the original bytes of every message also go to the topic raw.") Raw raw,
      State state,
      Reload reload,
      Analytics analytics,
      Lag lag,
      Trace trace,
      Otlp otlp,
      Log log,
      @Setting(value = "How long a stop waits for what is in flight.", def = "20s", min = "0s")
          Duration shutdownTimeout,
      @Setting(
              value =
                  "Whether to start although a listener that others can reach authenticates"
                      + " nobody.",
              def = "false")
          boolean insecure,
      @Setting(
              value =
                  "Keys whose guard is lifted, for who knows why: a guarded key set to another"
                      + " value than the one that keeps the promise.",
              def = "")
          List<String> unsafe,
      Dev dev) {
    /** All templates: the list, what is added to it, and the topics of the makers. */
    @Override
    public List<String> addresses() {
      if (addressesAdd.isEmpty() && makers.isEmpty()) {
        return addresses;
      }
      List<String> all = new ArrayList<>(addresses);
      addressesAdd.stream().filter(more -> !all.contains(more)).forEach(all::add);
      Makers.topics(makers).stream().filter(more -> !all.contains(more)).forEach(all::add);
      return List.copyOf(all);
    }
  }

  public record Mqtt(
      @Setting(
              value = "The MQTT 5 broker, tcp://host:1883 or ssl://host:8883.",
              credentials = "tributary.mqtt.username and tributary.mqtt.password",
              required = true)
          String brokerUrl,
      @Setting("The client id, which is also the name of the session; default tributary-<host>.")
          String clientId,
      @Setting("The share group, for several replicas on one subscription; breaks device order.")
          String shareGroup,
      @Setting(
              value = "How many unacknowledged messages the broker may send ahead.",
              def = "1000",
              min = "1")
          int receiveMaximum,
      @Setting(
              value = "How long the broker keeps our session while we are away.",
              def = "7d",
              min = "1m")
          Duration sessionExpiry,
      @Setting(value = "Whether retained messages are left out.", def = "false")
          boolean skipRetained,
      @Setting("The user name at the broker.") String username,
      @Setting(value = "The password at the broker.", secret = true) String password,
      Tls tls) {
    @Override
    public String toString() {
      return "Mqtt[brokerUrl=" + brokerUrl + ", password=[hidden]]";
    }
  }

  public record Http(
      @Setting(value = "The address to listen on.", def = "0.0.0.0", dev = "127.0.0.1") String host,
      @Setting(value = "The port; 0 picks a free one, empty switches HTTP off.", def = "8080")
          OptionalInt port,
      @Setting(
              value = "How senders prove who they are.",
              def = "none",
              oneOf = {"none", "tokens", "mtls"})
          String auth,
      @Setting("The file of device patterns and SHA-256 of their tokens, for auth=tokens.")
          Path tokensFile,
      @Setting(
              value = "The largest batch, after decompression.",
              def = "8 MiB",
              min = "1 KiB",
              bytes = true)
          int maxBatchBytes,
      @Setting(value = "The most items in a batch.", def = "10000", min = "1") int maxBatchItems,
      @Setting(
              value =
                  "The most events that a batch may yield; the first item beyond it and all behind"
                      + " it are too-large.",
              def = "20000",
              min = "1")
          int maxBatchEvents,
      @Setting(value = "The most connections at once.", def = "10000", min = "1")
          int maxConnections,
      @Setting(
              value =
                  "The most bytes that requests hold while they are received or their answers are"
                      + " read, decompressed, all connections together.",
              def = "64 MiB",
              min = "1 MiB",
              bytes = true)
          long maxReceivingBytes,
      @Setting(
              value = "How long a sender may take for one request, and may be silent.",
              def = "30s",
              min = "1s")
          Duration idleTimeout,
      Tls tls) {}

  public record Coap(
      @Setting(value = "The address to listen on.", def = "0.0.0.0", dev = "127.0.0.1") String host,
      @Setting(value = "The port; 0 picks a free one, empty switches plain CoAP off.", def = "5683")
          OptionalInt port,
      @Setting("The port of CoAPS (DTLS); unset means off.") OptionalInt securePort,
      @Setting("The file of DTLS-PSK identities, their keys and the devices they may speak for.")
          Path pskFile,
      @Setting(
              value = "After how long the empty acknowledgement goes out ahead of the answer.",
              def = "500ms",
              min = "0ms")
          Duration emptyAckAfter,
      Tls tls) {}

  /** PEM files; all unset means no TLS of our own (or, to a broker, the JVM's trust store). */
  public record Tls(
      @Setting("The certificate chain, PEM.") Path certificate,
      @Setting("Its private key, PKCS#8 PEM.") Path key,
      @Setting("The certificate authorities to trust, PEM.") Path ca) {}

  public record Management(
      @Setting(value = "The address to listen on.", def = "127.0.0.1") String host,
      @Setting(value = "The port; 0 picks a free one, empty switches it off.", def = "9000")
          OptionalInt port,
      @Setting(
              "Names by which clients may address the port, such as that of the container. A"
                  + " request for another name gets 421, against DNS rebinding; IP addresses,"
                  + " localhost, the host above and, for /health, all names are always allowed.")
          List<HostName> hosts,
      @Setting(
              "Who may log in to the console: the file of user names and hashes of their passwords"
                  + " that the command user prints. Where it is set, reading the console needs a"
                  + " login too.")
          Path usersFile) {}

  public record Console(
      @Setting(
              value = "Whether the management port serves the console, at /.",
              def = "false",
              dev = "true")
          boolean enabled,
      @Setting(
              value =
                  "Whether the console may change things: replay, save a mapping. Needs"
                      + " tributary.management.users-file, but for dev on loopback.",
              def = "false",
              dev = "true")
          boolean write) {}

  public record InFlight(
      @Setting(value = "The most messages between receipt and answer.", def = "10000", min = "1")
          int messages,
      @Setting(
              value = "The most payload bytes between receipt and answer.",
              def = "64 MiB",
              min = "1 MiB",
              bytes = true)
          long bytes) {}

  public record Normalize(
      @Setting(value = "The time zone of times that name none.", def = "UTC") ZoneId zone,
      @Setting(
              value = "What becomes of the valid part of a message that has an invalid one.",
              def = "publish",
              oneOf = {"publish", "reject"})
          String partial,
      @Setting(value = "How deep a payload may be nested.", def = "32", min = "2") int maxDepth,
      @Setting(
              value =
                  "The most values in one message, objects and lists among them: hostile payloads"
                      + " of many tiny parts cost no more than others.",
              def = "10000",
              min = "1")
          int maxValues,
      @Setting(value = "The most measurements in one message.", def = "1000", min = "1")
          int maxEvents) {}

  public record Kafka(
      @Setting(
              value = "The brokers, host:9092,host:9092.",
              credentials = "kafka.sasl.jaas.config",
              required = true)
          String brokers,
      @Setting(value = "What every topic begins with, before a dot.", def = "iot")
          String topicPrefix,
      @Setting(
              value = "What decides the partition.",
              def = "device",
              oneOf = {"device", "region"})
          String partitionBy,
      @Setting(value = "Whether missing topics are created at start.", def = "true")
          boolean createTopics,
      @Setting(
              value = "The timestamp of the Kafka record.",
              def = "received",
              oneOf = {"received", "time"})
          String timestamp,
      @Setting(
              value = "The age of the oldest unacknowledged record at which Kafka is too slow.",
              def = "5s",
              min = "100ms")
          Duration unavailableAfter,
      @Setting(
              value = "How long an HTTP or CoAP request waits for Kafka.",
              def = "5s",
              min = "100ms")
          Duration ackTimeout) {

    /** A topic or consumer group of ours as Kafka knows it. */
    public String prefixed(String plain) {
      return topicPrefix.isEmpty() ? plain : topicPrefix + "." + plain;
    }
  }

  public record DeadLetter(
      @Setting(value = "The topic of dead letters, without prefix.", def = "dead-letter")
          String topic,
      @Setting(value = "The most dead letters a second from HTTP and CoAP together.", def = "100")
          int rate) {}

  public record Raw(
      @Setting(
              value = "Whether the original bytes of every message also go to the topic raw.",
              def = "false")
          boolean enabled) {}

  public record State(
      @Setting(
              value = "Whether the last event of each device and kind also goes to device.state.",
              def = "false")
          boolean enabled) {}

  public record Reload(
      @Setting(
              value = "Whether saved routes, mappings and lists are reloaded while running.",
              def = "false",
              dev = "true")
          boolean enabled) {}

  public record Analytics(
      @Setting(
              value = "Whether rules run in this process, where routes/analytics has any.",
              def = "true")
          boolean enabled,
      @Setting(value = "The threads that rules run on.", def = "1", min = "1") int threads,
      @Setting(
              value =
                  "About how much memory the state of rules may take; 0 is half of the heap. At the"
                      + " bound devices that are new are not taken in by rules, and at one and a"
                      + " half times it rules stop; both are counted or logged, and degraded.",
              def = "0",
              min = "0",
              bytes = true)
          long maxMemory) {}

  public record Lag(
      @Setting(
              value =
                  "How often Kafka is asked how far consumers are behind, for /metrics and the"
                      + " health; 0s: never.",
              def = "10s",
              min = "0s")
          Duration interval,
      @Setting(
              value =
                  "How long a record may wait for a route out or for rules before the health names"
                      + " that consumer group.",
              def = "5m",
              min = "1s")
          Duration behindAfter) {}

  public record Trace(
      @Setting(
              value =
                  "Whether messages can be followed with the command trace, over JMX on loopback.",
              def = "true")
          boolean enabled,
      @Setting(
              value = "Where a running gateway writes how trace reaches it, for its owner only.",
              def = ".tributary")
          Path directory,
      @Setting(
              value =
                  "Whether a JMX client with the password may switch on and read Camel's own"
                      + " tracer, which shows bodies without tributary.trace.mask.",
              def = "false",
              dev = "true")
          boolean backlogTracer,
      @Setting(
              value =
                  "A regular expression of what trace must not show; of its first group, if it has"
                      + " one.",
              def =
                  "(?i)(?:password|passwd|passphrase|pwd|secret|token|api[_-]?key|private[_-]?key"
                      + "|authorization|credential)[a-z_-]*\"?[ ]*[:=][ ]*"
                      // quoted, past escaped quotes; object; list; word: [Z-^] is \\ and brackets
                      + "(\"[^\"]*(?:(?<=[Z-^])\"[^\"]*)*\"?"
                      + "|[{][^}]*[}]?|(?![Z^])[Z-^][^Z-^]*[Z-^]?"
                      + "|(?:(?:bearer|basic|digest)[ ]+)?[^\",;& }]+)")
          String mask) {}

  public record Otlp(
      @Setting(
              value =
                  "Where spans go: the address of an OpenTelemetry collector,"
                      + " http://collector:4318; without a path it is /v1/traces. Unset means that"
                      + " no spans are made.",
              credentials =
                  "tributary.otlp.headers (Authorization=Basic and the base64 of user:password)")
          URI endpoint,
      @Setting(value = "Headers that are sent along, name=value, name=value.", secret = true)
          Map<String, String> headers,
      @Setting(
              value =
                  "The share of messages that become spans, where the traceparent of the sender"
                      + " does not decide it.",
              def = "1",
              min = "0",
              max = "1")
          double ratio,
      @Setting(value = "What the gateway is called there.", def = "tributary") String serviceName,
      Tls tls) {
    @Override
    public String toString() {
      return "Otlp[endpoint=" + endpoint + ", headers=[hidden]]";
    }
  }

  public record Log(
      @Setting(
              value = "How log lines are written.",
              def = "text",
              oneOf = {"text", "json"})
          String format) {}

  public record Dev(
      @Setting(value = "The port of the embedded MQTT broker; 0 picks a free one.", def = "1883")
          int mqttPort,
      @Setting(value = "The port of the embedded Kafka; 0 picks a free one.", def = "9092")
          int kafkaPort,
      @Setting(value = "Where the embedded brokers keep their data.", def = ".tributary")
          Path directory) {}
}
