package dev.tributary.kafka.out;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Exchange;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Constants;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Message;
import org.apache.camel.util.TimeUtils;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;

/**
 * Commands on their way to devices. A command is known by its id and the topic that its device
 * answers at, so that no device can answer for another.
 */
public final class DeviceCommands {
  private static final int LONGEST_ID = 200;
  private static final int LONGEST_ANSWER = 128 << 10;
  private static final Duration LONGEST_TIMEOUT = Duration.ofSeconds(60);
  private static final Duration LONGEST_KEPT = Duration.ofMinutes(10);
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private final Map<String, DeviceCommand> open = new ConcurrentHashMap<>();
  private final TopicTemplate topic = new TopicTemplate();
  private final TopicTemplate answers = new TopicTemplate();
  private Duration timeout = Duration.ofSeconds(5);
  private Duration expires = Duration.ofSeconds(60);

  public void setTopic(String template) {
    topic.setTemplate(template);
  }

  public void setAnswers(String template) {
    answers.setTemplate(template);
  }

  public void setTimeout(String text) {
    timeout = duration("timeout", text);
    if (timeout.compareTo(LONGEST_TIMEOUT) > 0) {
      throw new IllegalArgumentException(
          "the timeout of commands must be at most 60s but is \"%s\"".formatted(text));
    }
  }

  public void setExpires(String text) {
    expires = duration("expires", text);
  }

  private static Duration duration(String name, String text) {
    Duration duration = Duration.ofMillis(TimeUtils.toMilliSeconds(text));
    if (duration.isZero() || duration.isNegative()) {
      throw new IllegalArgumentException(
          "%s of commands must be a time such as 5s but is \"%s\"".formatted(name, text));
    }
    return duration;
  }

  /**
   * Whether the command of this message has to be sent now; then it gets its topic and properties.
   *
   * @throws IllegalArgumentException where it can never be
   */
  public boolean begin(Exchange exchange) {
    OutRecord record = exchange.getMessage().getBody(OutRecord.class);
    Instant now = Instant.now();
    open.values().removeIf(command -> command.isOver(now));
    Instant end = expiry(record);
    DeviceCommand command =
        open.computeIfAbsent(
            key(record),
            unknown -> new DeviceCommand(record, end, now.plus(timeout).plus(LONGEST_KEPT)));
    if (!command.isToBeSent(now)) {
      return false;
    }
    MqttProperties properties = new MqttProperties();
    properties.setResponseTopic(answers.of(record));
    properties.setCorrelationData(id(record).getBytes(UTF_8));
    properties.setMessageExpiryInterval(Duration.between(now, end).toSeconds() + 1);
    exchange.getMessage().setHeader(PahoMqtt5Constants.CAMEL_PAHO_OVERRIDE_TOPIC, topic.of(record));
    exchange.getMessage().setHeader(PahoMqtt5Constants.CAMEL_PAHO_MSG_PROPERTIES, properties);
    return true;
  }

  /** The broker has it. */
  public void sent(OutRecord record) {
    open.get(key(record)).sent(System.nanoTime() + timeout.toNanos());
  }

  /** What came of each of these commands, when all are answered or have waited long enough. */
  public List<Map<String, Object>> results(List<OutRecord> records) throws InterruptedException {
    List<Map<String, Object>> results = new ArrayList<>();
    for (OutRecord record : records) {
      if (record.isOpen()) {
        results.add(open.get(key(record)).await());
      }
    }
    return results;
  }

  /** The results of these commands are stored. One without an answer may still get a late one. */
  public void done(List<OutRecord> records) {
    for (OutRecord record : records) {
      if (record.isOpen()) {
        open.computeIfPresent(
            key(record), (key, command) -> command.isWithoutAnswer() ? command : null);
      }
    }
  }

  /** The result of a command whose answer comes late; null for any other message. */
  public Map<String, Object> answer(Exchange exchange) {
    MqttMessage message = exchange.getIn(PahoMqtt5Message.class).getMqttMessage();
    String at = exchange.getIn().getHeader(PahoMqtt5Constants.MQTT_TOPIC, String.class);
    Object answer = read(message.getPayload());
    DeviceCommand command = open.get(key(at, id(message, answer)));
    return command == null ? null : command.answered(answer);
  }

  /** A device that knows no MQTT 5 repeats the id in its answer. */
  private static String id(MqttMessage message, Object answer) {
    byte[] correlation =
        message.getProperties() == null ? null : message.getProperties().getCorrelationData();
    if (correlation != null) {
      return new String(correlation, UTF_8);
    }
    return answer instanceof Map<?, ?> members ? String.valueOf(members.get("id")) : "";
  }

  private static Object read(byte[] payload) {
    if (payload.length > LONGEST_ANSWER) {
      return "%d bytes, which are too many for a result".formatted(payload.length);
    }
    String text = new String(payload, UTF_8);
    try {
      return JSON.readValue(text, Object.class);
    } catch (JsonProcessingException e) {
      return text;
    }
  }

  private Instant expiry(OutRecord record) {
    Object given = record.get("expires");
    if (given == null) {
      return Instant.ofEpochMilli(record.source().timestamp()).plus(expires);
    }
    try {
      return Instant.parse(String.valueOf(given));
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "expires of a command must be a time such as 2026-11-26T00:00:00Z but is \"%s\""
              .formatted(given),
          e);
    }
  }

  private String key(OutRecord record) {
    return key(answers.of(record), id(record));
  }

  private static String key(String at, String id) {
    return at + '\n' + id;
  }

  static String id(Map<String, Object> record) {
    String id = record.get("id") == null ? "" : String.valueOf(record.get("id"));
    if (id.isBlank() || id.length() > LONGEST_ID) {
      throw new IllegalArgumentException(
          "a command needs an id of 1 to %d characters".formatted(LONGEST_ID));
    }
    return id;
  }
}
