package dev.tributary.check;

import dev.tributary.config.Settings;
import dev.tributary.contract.AddressTemplates;
import dev.tributary.ingest.mqtt.MqttListener;
import dev.tributary.kafka.KafkaModule;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Processor;
import org.apache.camel.component.direct.DirectComponent;

/** What stands for the listeners and brokers that a check does without. */
final class StandIns {
  private StandIns() {}

  /** The step of a listener, which is not there. */
  static void bind(CamelContext camel) {
    Processor nothing = exchange -> {};
    camel.getRegistry().bind("mqtt-limits", nothing);
    camel.addComponent("ingest", new DirectComponent());
  }

  /** What {@code {{…}}} stands for, also where {@code dev} would embed a broker. */
  static Map<String, String> properties(Settings settings, Map<String, String> inForce) {
    Map<String, String> properties = new LinkedHashMap<>(inForce);
    properties.putAll(settings.own());
    properties.putAll(KafkaModule.properties(settings.tributary().kafka()));
    Settings.Mqtt mqtt = settings.tributary().mqtt();
    properties.putAll(
        MqttListener.properties(mqtt, AddressTemplates.parse(settings.tributary().addresses())));
    unlessGiven(properties, "tributary.mqtt.broker-url", "tcp://localhost:1883");
    unlessGiven(properties, "tributary.kafka.brokers", "localhost:9092");
    return properties;
  }

  private static void unlessGiven(Map<String, String> properties, String key, String value) {
    properties.merge(key, value, (given, other) -> given.isEmpty() ? other : given);
  }
}
