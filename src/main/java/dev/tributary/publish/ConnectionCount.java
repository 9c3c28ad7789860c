package dev.tributary.publish;

import java.util.Map;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;

/** How many broker connections a producer has open, read from its own metrics. */
final class ConnectionCount {
  private static final int UNKNOWN = 1;

  private ConnectionCount() {}

  static int of(Producer<?, ?> producer) {
    for (Map.Entry<MetricName, ? extends Metric> entry : producer.metrics().entrySet()) {
      MetricName name = entry.getKey();
      if (name.name().equals("connection-count") && name.group().equals("producer-metrics")) {
        return ((Number) entry.getValue().metricValue()).intValue();
      }
    }
    return UNKNOWN;
  }
}
