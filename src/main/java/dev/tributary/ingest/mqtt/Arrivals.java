package dev.tributary.ingest.mqtt;

import dev.tributary.ingest.Address;
import dev.tributary.ingest.AddressTemplates;
import dev.tributary.ingest.Arrival;
import dev.tributary.ingest.Protocol;
import dev.tributary.ingest.Traceparent;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.eclipse.paho.mqttv5.common.packet.UserProperty;

/** Reads from an MQTT message what may pass to the routes, and nothing else. */
final class Arrivals {
  private static final String MESSAGE_ID = "message-id";
  private static final String TRACEPARENT = "traceparent";
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]+");
  private static final int LONGEST_MESSAGE_ID = 256;
  private static final int MOST_PROPERTIES = 32;
  private static final int MOST_BYTES = 4096;

  private final AddressTemplates templates;
  private final Clock clock;

  Arrivals(AddressTemplates templates, Clock clock) {
    this.templates = templates;
    this.clock = clock;
  }

  Arrival of(String topic, MqttMessage message) {
    MqttProperties sent = message.getProperties();
    List<UserProperty> user = sent == null ? List.of() : sent.getUserProperties();
    String messageId = first(user, MESSAGE_ID);
    return new Arrival(
        Protocol.MQTT,
        templates.match(topic).orElseGet(() -> new Address(topic, null, null, null, null)),
        message.getPayload(),
        sent == null ? null : sent.getContentType(),
        messageId != null && messageId.length() <= LONGEST_MESSAGE_ID ? messageId : null,
        clock.instant(),
        message.isRetained(),
        passing(user),
        Traceparent.orNull(first(user, TRACEPARENT)),
        0);
  }

  private static String first(List<UserProperty> user, String name) {
    for (UserProperty property : user) {
      if (property.getKey().equals(name) && !property.getValue().isEmpty()) {
        return property.getValue();
      }
    }
    return null;
  }

  /** Those within the limits, the first of a name; null where there are none. */
  private static Map<String, String> passing(List<UserProperty> user) {
    if (user.isEmpty()) {
      return null;
    }
    Map<String, String> passing = new LinkedHashMap<>();
    int bytes = 0;
    for (UserProperty property : user) {
      String name = property.getKey();
      int size = name.length() + property.getValue().getBytes(StandardCharsets.UTF_8).length;
      if (passing.size() < MOST_PROPERTIES
          && bytes + size <= MOST_BYTES
          && isName(name)
          && passing.putIfAbsent(name, property.getValue()) == null) {
        bytes += size;
      }
    }
    return passing.isEmpty() ? null : passing;
  }

  private static boolean isName(String name) {
    return !name.equals(MESSAGE_ID) && !name.equals(TRACEPARENT) && NAME.matcher(name).matches();
  }
}
