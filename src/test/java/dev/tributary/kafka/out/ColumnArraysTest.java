package dev.tributary.kafka.out;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;

class ColumnArraysTest {
  private final ColumnArrays columns = new ColumnArrays();

  @Test
  void aMemberIsAColumn() throws Exception {
    columns.setMembers("id, unit, attributes, n");
    Exchange exchange =
        columns(
            Map.of("id", "e-1", "attributes", Map.of("a", "b\"c"), "n", 5),
            Map.of("id", "e-2", "unit", "Cel", "n", false));
    assertThat(column(exchange, "id")).containsExactly("e-1", "e-2");
    assertThat(column(exchange, "unit")).containsExactly(null, "Cel");
    assertThat(column(exchange, "attributes")).containsExactly("{\"a\":\"b\\\"c\"}", null);
    assertThat(column(exchange, "n")).containsExactly("5", "false");
  }

  @Test
  void aValueIsInTheColumnOfItsType() throws Exception {
    Exchange exchange =
        columns(
            Map.of("value", 21.5),
            Map.of("value", true),
            Map.of("value", "21.5"),
            Map.of("value", List.of(1)),
            Map.of(),
            Map.of("value", Double.POSITIVE_INFINITY));
    assertThat(column(exchange, "value_number"))
        .containsExactly("21.5", "1", null, null, null, "1e999");
    assertThat(column(exchange, "value_text"))
        .containsExactly(null, null, "21.5", null, null, null);
    assertThat(column(exchange, "value_json")).containsExactly(null, null, null, "[1]", null, null);
  }

  private Exchange columns(Map<?, ?>... records) throws Exception {
    try (DefaultCamelContext camel = new DefaultCamelContext()) {
      Exchange exchange = new DefaultExchange(camel);
      exchange.getMessage().setBody(Arrays.asList(records));
      columns.process(exchange);
      return exchange;
    }
  }

  private static String[] column(Exchange exchange, String name) {
    return (String[]) exchange.getMessage().getHeader(name);
  }
}
