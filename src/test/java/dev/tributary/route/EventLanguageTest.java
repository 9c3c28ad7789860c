package dev.tributary.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.contract.Event;
import dev.tributary.contract.Source;
import java.time.Instant;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.Language;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;

class EventLanguageTest {
  private static final Event EVENT =
      new Event(
          "id-1",
          "dev-1",
          "eu",
          new Event.Kind("temperature", "sensor", true),
          21.5,
          "Cel",
          Instant.EPOCH,
          Instant.EPOCH,
          new Source("mqtt", "devices/dev-1/telemetry"),
          Map.of("floor", 3));

  @Test
  void readAnEventInSimple() throws Exception {
    try (DefaultCamelContext camel = new DefaultCamelContext()) {
      camel.getRegistry().bind("bean", new EventLanguage());
      camel.start();

      assertThat(evaluate(camel, "${body.kind}")).isEqualTo("temperature");
      assertThat(evaluate(camel, "${body.group} == 'sensor'")).isEqualTo(true);
      assertThat(evaluate(camel, "${body.value} > 20")).isEqualTo(true);
      assertThat(evaluate(camel, "${body.defaultTopic}")).isEqualTo("sensor.temperature");
      assertThat(evaluate(camel, "${body.attributes[floor]}")).isEqualTo(3);
      assertThat(evaluate(camel, "${body.source.address}")).isEqualTo("devices/dev-1/telemetry");
    }
  }

  @Test
  void answerPlainAccessorsWithoutReflection() {
    Language language = new EventLanguage();

    Expression first = language.createExpression(null, new Object[] {null, EVENT, ".kind"});
    Expression second = language.createExpression(null, new Object[] {null, EVENT, ".kind"});

    assertThat(first).isSameAs(second);
  }

  private static Object evaluate(DefaultCamelContext camel, String simple) {
    Exchange exchange = new DefaultExchange(camel);
    exchange.getMessage().setBody(EVENT);
    Language language = camel.resolveLanguage("simple");
    return simple.contains(" ")
        ? language.createPredicate(simple).matches(exchange)
        : language.createExpression(simple).evaluate(exchange, Object.class);
  }
}
