package dev.tributary.plaincamel;

import dev.tributary.dev.EmbeddedKafka;
import dev.tributary.dev.EmbeddedMqtt;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;
import org.slf4j.LoggerFactory;

/**
 * Camel Main as it comes from Camel, on the folder that it is started in, with the brokers of
 * {@code dev}: what a Camel user would see. The corpus is judged by it, see its README.
 */
public final class StockCamel {
  static final String READY = "stock Camel is ready";

  private StockCamel() {}

  public static void main(String[] arguments) throws Exception {
    Configurator.setRootLevel(Level.INFO);
    Configurator.setLevel("org.apache.camel", Level.INFO);
    Configurator.setLevel("org.apache.kafka", Level.WARN);
    Configurator.setLevel("org.apache.zookeeper", Level.WARN);
    Configurator.setLevel("org.apache.activemq", Level.WARN);
    Configurator.setLevel("kafka", Level.WARN);
    Configurator.setLevel("state.change.logger", Level.WARN);
    Properties settings = new Properties();
    try (InputStream in = Files.newInputStream(Path.of("application.properties"))) {
      settings.load(in);
    }
    int kafkaPort = Integer.parseInt(settings.getProperty("tributary.dev.kafka-port"));
    int mqttPort = Integer.parseInt(settings.getProperty("tributary.dev.mqtt-port"));
    EmbeddedKafka kafka =
        new EmbeddedKafka(
            Path.of("brokers", "kafka"),
            1,
            kafkaPort,
            Map.of("auto.create.topics.enable", "true", "num.partitions", "1"));
    kafka.start();
    EmbeddedMqtt mqtt = EmbeddedMqtt.start(Path.of("brokers", "mqtt"), mqttPort);
    Main main = new Main();
    main.setDefaultPropertyPlaceholderLocation("false");
    main.configure().withName("stock").withRoutesIncludePattern("file:routes/*.camel.yaml");
    settings.forEach((key, value) -> main.addInitialProperty((String) key, (String) value));
    main.addInitialProperty("tributary.kafka.brokers", kafka.brokers());
    main.addInitialProperty("tributary.mqtt.broker-url", mqtt.url());
    main.addInitialProperty("camel.component.kafka.brokers", kafka.brokers());
    main.addInitialProperty("camel.component.kamelet.location", "classpath:kamelets,file:routes");
    main.addInitialProperty("camel.server.enabled", "true");
    main.addInitialProperty("camel.server.port", settings.getProperty("tributary.http.port"));
    main.addMainListener(
        new MainListenerSupport() {
          @Override
          public void afterStart(BaseMainSupport started) {
            System.out.println(READY);
          }
        });
    try {
      main.run();
    } catch (Exception e) {
      LoggerFactory.getLogger(StockCamel.class).error("stock Camel does not start", e);
    }
    // The brokers would keep it alive.
    Runtime.getRuntime().halt(1);
  }
}
