package dev.tributary.observe;

import dev.tributary.module.Metric;
import io.micrometer.core.instrument.Meter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** docs/metrics.md, from the definitions. */
public final class MetricsDocs {
  private static final String HEAD =
      """
      # Metrics

      `GET /metrics` on the management port (`tributary.management.port`, 9000) answers in the text
      format of Prometheus. This page is written from what each module defines; what is not
      listed here is not exposed. No tag ever carries a device, a region or an address. A
      Prometheus that scrapes by name needs that name in `tributary.management.hosts`.

      A histogram `x` is made of `x_bucket`, `x_count`, `x_sum` and `x_max`.

      | name | type | tags | |
      |---|---|---|---|
      """;
  private static final String TAIL =
      """

      ## Questions and the series that answer them

      - Is anything lost? Received, less published, rejected and dropped, is what is in flight:
        `sum(tributary_messages_received_total) - sum(tributary_messages_published_total)
        - sum(tributary_messages_rejected_total) - (sum(tributary_messages_dropped_total) or
        vector(0))` follows `tributary_in_flight_messages`.
      - Is anything refused? `sum by (protocol, reason, kept)
        (rate(tributary_messages_rejected_total[5m])) > 0`.
      - Where is the time going? `histogram_quantile(0.99, sum by (protocol, le)
        (rate(tributary_receipt_to_ack_seconds_bucket[5m])))`.
      - Who is full? `tributary_in_flight_messages / tributary_in_flight_messages_limit`, and
        the same of the bytes.
      """;

  private MetricsDocs() {}

  public static String markdown(List<Metric> metrics) {
    StringBuilder page = new StringBuilder(HEAD);
    for (Metric metric : metrics) {
      page.append(
          "| `%s` | %s | %s | %s |\n"
              .formatted(metric.publicName(), type(metric), tags(metric), metric.meaning()));
    }
    return page.append(TAIL).toString();
  }

  private static String type(Metric metric) {
    return metric.type() == Meter.Type.TIMER
        ? metric.buckets() ? "histogram" : "summary"
        : metric.type().name().toLowerCase(Locale.ROOT);
  }

  private static String tags(Metric metric) {
    return metric.tags().stream().map(tag -> "`" + tag + "`").collect(Collectors.joining(" "));
  }
}
