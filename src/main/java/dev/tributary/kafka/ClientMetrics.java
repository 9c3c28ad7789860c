package dev.tributary.kafka;

import java.util.Map;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;

/** What a producer measures of itself. */
final class ClientMetrics {
  private ClientMetrics() {}

  /** One metric of the client as a whole, by its name. */
  static double value(Producer<?, ?> producer, String metric, double unknown) {
    for (Map.Entry<MetricName, ? extends Metric> entry : producer.metrics().entrySet()) {
      MetricName name = entry.getKey();
      if (name.name().equals(metric) && name.group().equals("producer-metrics")) {
        return ((Number) entry.getValue().metricValue()).doubleValue();
      }
    }
    return unknown;
  }
}
