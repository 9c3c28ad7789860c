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
      - Who is behind? `max by (group) (tributary_group_age_seconds)`; every gateway asks Kafka
        and shows the same (`tributary.lag.interval`), so take the maximum, not the sum. Groups are
        all that read our topics: routes out, rules, Kafka Connect, your own. How fast one
        reads: `max by (group) (rate(tributary_group_records_total[5m]))`.
      - Is one partition busier than the others? `max by (topic) (tributary_topic_skew_ratio)`.

      A route out or rules for which a record has waited longer than `tributary.lag.behind-after`
      are named by `/health/ready` and `/info` as `degraded`.

      ## Alerts

      [deploy/prometheus/alerts.yaml](../deploy/prometheus/alerts.yaml) goes with
      [prometheus.yaml](../deploy/prometheus/prometheus.yaml) beside it; after an edit run
      `promtool test rules alerts.test.yaml`. Bounds are in the expressions.

      | alert | fires when | do |
      |---|---|---|
      | `TributaryDown` | the gateway cannot be scraped for 2 min | see whether it runs; a 421 in Prometheus' target page means that its name must be in `tributary.management.hosts` |
      | `TributaryKafkaUnavailable` | Kafka takes no records for 1 min | nothing is lost, senders wait: look at Kafka and `/health/ready` |
      | `TributaryListenerNotReady` | devices cannot reach a listener for 5 min | `/health/ready/mqtt`, `/http` or `/coap` says why |
      | `TributaryFull` | more than 90 % of the in-flight bound for 5 min | add a gateway, or find what is slow by the times |
      | `TributaryDeadLetters` | more than 1 % of messages become dead letters | `tributary_dead_letters_total` says at which address |
      | `TributaryReloadRefused` | a save was refused 15 min ago and not mended | `/info` has the reason, `check` the places |
      | `TributaryRulesBehind` | the clock of rules is 1 min behind | see `tributary_rules_partitions`; more threads or instances |
      | `TributaryRouteOutFails` | a route out has been failing for 5 min | `/health/ready` names the cause |
      | `TributaryUndelivered` | a far end refused records for good | read the topic `undelivered`, mend, `replay --topic undelivered` |
      | `TributaryGroupBehind` | a record has waited 5 min for a group that has members | the far end is slow or down, or one partition has too much |
      | `TributaryGroupFallsBack` | a lag of over 10,000 grows for 15 min | more partitions and workers, or a faster far end |
      | `TributaryNobodyReads` | records wait for a route out or rules and the group has no member | start what reads, or delete the group |
      | `TributaryTopicSkewed` | one partition gets four times the mean for 30 min | few devices send most, or `partition-by` is `region` and regions differ |
      | `TributaryLagUnknown` | Kafka has not said for 5 min how far groups are | the user needs DESCRIBE on topics and groups |
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
