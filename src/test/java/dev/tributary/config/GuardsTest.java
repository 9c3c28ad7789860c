package dev.tributary.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GuardsTest {
  @ParameterizedTest
  @CsvSource({
    "kafka.acks, 1",
    "kafka.max-block-ms, 5",
    "camel.main.routes-reload-enabled, true",
    "camel.main.ROUTES_RELOAD_ENABLED, true",
    "camel.main.auto-startup, false",
    "camel.main.routes-include-pattern, file:other",
    "camel.main.routesIncludePattern, file:other",
    "camel.main.java-routes-include-pattern, x",
    "camel.main.route-filter-exclude-pattern, ingest-*",
    "camel.component.kafka.brokers, other:9092",
    "camel.component.paho-mqtt5.qos, 0",
    "camel.component.pahoMqtt5.manual-acks-enabled, false",
    "camel.component[kafka].brokers, other:9092",
    "camel.server.port, 80",
    "camel.management.enabled, true",
    "camel.rest.context-path, /api",
    "camel.route-template[0].templateId, x",
    "camel.main.stream-caching-enabled, true",
  })
  void compareKeysInAnySpelling(String key, String value) {
    assertThat(Guards.broken(key, value)).isNotNull();
  }

  @ParameterizedTest
  @CsvSource({
    "kafka.acks, all",
    "kafka.linger.ms, 5",
    "camel.main.auto-startup, true",
    "camel.main.jmx-management-statistics-level, Default",
    "camel.component.seda.queue-size, 10",
    "camel.component.kamelet.location, classpath:kamelets",
    "camel.component.http.proxyAuthPassword, x",
  })
  void leaveAloneWhatChangesNoPromise(String key, String value) {
    assertThat(Guards.broken(key, value)).isNull();
  }
}
