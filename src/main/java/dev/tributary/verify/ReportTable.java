package dev.tributary.verify;

import dev.tributary.text.Printable;
import java.util.Locale;
import java.util.Map;

/** A report for people. */
final class ReportTable {
  private static final String COUNTS =
      "%-6s %9s %12s %9s %6s %6s %8s %9s %6s %9s %8s %8s %10s %7s %8s%n";
  private static final String LATENCIES = "%-6s %-18s %9s %9s %9s %9s %9s%n";

  private final StringBuilder text = new StringBuilder();

  private ReportTable() {}

  static String of(Report report) {
    ReportTable table = new ReportTable();
    table.counts(report);
    table.latencies(report);
    report.protocols().forEach(table::deadLetters);
    report.notes().forEach(note -> table.line("note: " + note));
    if (report.lost() > 0) {
      table.line("lost, for example: " + String.join(", ", report.examples()));
    }
    table.line(verdict(report));
    return table.text.toString();
  }

  private void counts(Report report) {
    row(
        COUNTS,
        "",
        "sent",
        "acknowledged",
        "stored",
        "lost",
        "dup.",
        "other id",
        "reordered",
        "dead",
        "throttled",
        "refused",
        "resent",
        "unanswered",
        "unsent",
        "ack/s");
    for (Report.Row row : report.protocols()) {
      row(
          COUNTS,
          row.protocol(),
          row.sent(),
          row.acknowledged(),
          row.stored(),
          row.lost(),
          row.duplicated(),
          row.otherId(),
          row.reordered(),
          row.deadLettered(),
          row.throttled(),
          row.refused(),
          row.resent(),
          row.unanswered(),
          row.unsent(),
          row.rate());
    }
  }

  private void latencies(Report report) {
    row(LATENCIES, "", "latency, ms", "p50", "p95", "p99", "p99.9", "max");
    for (Report.Row row : report.protocols()) {
      latency(row.protocol(), "to acknowledgement", row.toAcknowledgement());
      latency(row.protocol(), "to visibility", row.toVisibility());
    }
  }

  private void latency(String protocol, String what, Report.Latency latency) {
    row(
        LATENCIES,
        protocol,
        what,
        millis(latency.p50()),
        millis(latency.p95()),
        millis(latency.p99()),
        millis(latency.p999()),
        millis(latency.max()));
  }

  private void deadLetters(Report.Row row) {
    for (Map.Entry<String, Long> entry : row.deadLetteredBy().entrySet()) {
      line(
          "dead letters from %s: %d %s"
              .formatted(row.protocol(), entry.getValue(), entry.getKey()));
    }
  }

  private static String verdict(Report report) {
    if (report.lost() > 0) {
      return "LOST: %d acknowledged messages are not in Kafka.".formatted(report.lost());
    }
    return report.silent().isEmpty()
        ? "Nothing acknowledged was lost."
        : "NOTHING SHOWN: no message was acknowledged over %s."
            .formatted(String.join(", ", report.silent()));
  }

  private static String millis(long micros) {
    return String.format(Locale.ROOT, "%.1f", micros / 1000.0);
  }

  private void row(String format, Object... cells) {
    text.append(String.format(Locale.ROOT, format, cells));
  }

  private void line(String line) {
    text.append(Printable.line(line)).append(System.lineSeparator());
  }
}
