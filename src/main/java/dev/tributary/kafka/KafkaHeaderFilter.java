package dev.tributary.kafka;

import org.apache.camel.Exchange;
import org.apache.camel.spi.HeaderFilterStrategy;

/** Keeps what steers camel-kafka, and what Camel itself put there, out of Kafka's headers. */
public final class KafkaHeaderFilter implements HeaderFilterStrategy {
  @Override
  public boolean applyFilterToCamelHeaders(String name, Object value, Exchange exchange) {
    return name.startsWith("kafka.") || name.startsWith("Camel");
  }

  @Override
  public boolean applyFilterToExternalHeaders(String name, Object value, Exchange exchange) {
    return applyFilterToCamelHeaders(name, value, exchange);
  }
}
