package dev.tributary.check;

import dev.tributary.config.Settings;
import dev.tributary.contract.AddressTemplates;
import dev.tributary.engine.Kamelets;
import dev.tributary.failure.FailureModule;
import dev.tributary.ingest.mqtt.MqttListener;
import dev.tributary.kafka.KafkaModule;
import dev.tributary.kafka.Topics;
import dev.tributary.module.Module;
import dev.tributary.normalize.Normalization;
import dev.tributary.normalize.NormalizeObserver;
import dev.tributary.publish.PublishModule;
import dev.tributary.route.RouteModule;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Processor;
import org.apache.camel.component.direct.DirectComponent;
import org.apache.kafka.clients.producer.Producer;

/** What the gateway's routes refer to, without anything behind it. */
final class StandIns {
  private static final List<String> STEPS =
      List.of("throttle", "mqtt-limits", "decode", "envelope");

  private StandIns() {}

  /**
   * @param routes the folder of mappings; where those are wrong themselves, any may be named
   * @return to be closed with the context
   */
  static AutoCloseable bind(Settings settings, Path routes, CamelContext camel) {
    Processor nothing = exchange -> {};
    STEPS.forEach(step -> camel.getRegistry().bind(step, nothing));
    try {
      new Normalization(settings.tributary().normalize(), routes, NormalizeObserver.NONE)
          .bind(camel);
    } catch (IllegalArgumentException e) {
      camel.addComponent("mapping", new DirectComponent());
    }
    KafkaModule kafka = new KafkaModule(settings, (Producer<Object, Object>) null);
    Topics topics = kafka.topics();
    List<Module> modules =
        List.of(
            kafka,
            new Kamelets(routes, settings.camel()),
            new RouteModule(topics),
            new PublishModule(settings.tributary(), topics),
            new FailureModule(settings.tributary().deadLetter(), topics));
    modules.forEach(module -> module.bind(camel));
    return kafka;
  }

  /** What {@code {{…}}} stands for, also where {@code dev} would embed a broker. */
  static Map<String, String> properties(Settings settings, Map<String, String> inForce) {
    Map<String, String> properties = new LinkedHashMap<>(inForce);
    properties.putAll(settings.own());
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
