package dev.tributary.ingest.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tributary.contract.Address;
import dev.tributary.contract.AddressTemplates;
import dev.tributary.contract.Arrival;
import dev.tributary.contract.Protocol;
import dev.tributary.contract.Traceparent;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.MqttPropertyType;
import io.netty.handler.codec.mqtt.MqttProperties.StringPair;
import io.netty.handler.codec.mqtt.MqttProperties.StringProperty;
import io.netty.handler.codec.mqtt.MqttProperties.UserProperties;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Reads from an MQTT message what may pass to the routes, and nothing else. */
final class ArrivalReader {
  private static final int CONTENT_TYPE = MqttPropertyType.CONTENT_TYPE.value();
  private static final int USER_PROPERTY = MqttPropertyType.USER_PROPERTY.value();
  private static final String MESSAGE_ID = "message-id";
  private static final String TRACEPARENT = "traceparent";
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]+");
  private static final int LONGEST_MESSAGE_ID = 256;
  private static final int MOST_PROPERTIES = 32;
  private static final int MOST_BYTES = 4096;

  private final AddressTemplates templates;
  private final Clock clock;

  ArrivalReader(AddressTemplates templates, Clock clock) {
    this.templates = templates;
    this.clock = clock;
  }

  Arrival of(ReceivedPublish publication) {
    MqttProperties sent = publication.properties();
    List<StringPair> user = userProperties(sent);
    String messageId = first(user, MESSAGE_ID);
    String topic = publication.topic();
    Arrival arrival =
        new Arrival(
            Protocol.MQTT,
            templates.match(topic).orElseGet(() -> new Address(topic, null, null, null, null)),
            publication.payload(),
            sent.getProperty(CONTENT_TYPE) instanceof StringProperty type ? type.value() : null,
            messageId != null && messageId.length() <= LONGEST_MESSAGE_ID ? messageId : null,
            clock.instant(),
            publication.retained(),
            passing(user),
            Traceparent.orNull(first(user, TRACEPARENT)),
            0);
    return publication.size() == arrival.size() ? arrival : arrival.ofSize(publication.size());
  }

  private static List<StringPair> userProperties(MqttProperties sent) {
    return sent.getProperty(USER_PROPERTY) instanceof UserProperties user
        ? user.value()
        : List.of();
  }

  private static String first(List<StringPair> user, String name) {
    for (StringPair property : user) {
      if (property.key.equals(name) && !property.value.isEmpty()) {
        return property.value;
      }
    }
    return null;
  }

  /** Those within the limits, the first of a name; null where there are none. */
  private static Map<String, String> passing(List<StringPair> user) {
    if (user.isEmpty()) {
      return null;
    }
    Map<String, String> passing = new LinkedHashMap<>();
    int bytes = 0;
    for (StringPair property : user) {
      String name = property.key;
      int size = name.length() + property.value.getBytes(UTF_8).length;
      if (passing.size() < MOST_PROPERTIES
          && bytes + size <= MOST_BYTES
          && isName(name)
          && passing.putIfAbsent(name, property.value) == null) {
        bytes += size;
      }
    }
    return passing.isEmpty() ? null : passing;
  }

  private static boolean isName(String name) {
    return !name.equals(MESSAGE_ID) && !name.equals(TRACEPARENT) && NAME.matcher(name).matches();
  }
}
