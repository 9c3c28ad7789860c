package bench;

import bench.Bench.Case;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The figures as Markdown and as CSV. */
final class Table {
  /**
   * What the reference reached over the plain route when the rules of this comparison were made.
   */
  private static final double EXPECTED_LEAD = 63.0 / 45.0;

  private static final double VOID_BELOW = 0.8;

  private Table() {}

  static String of(Map<Case, Figures> medians) {
    StringBuilder table = new StringBuilder();
    table.append(
        "| protocol | payload | Kafka | bridge | messages/s | of hand-written | CPU µs/message"
            + " | p50 ms | p99 ms | p99.9 ms | RSS MiB | ready ms | bytes out/in |\n"
            + "|---|---|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n");
    medians.forEach(
        (what, figures) ->
            table.append(
                line(
                    "| %s | %s | +%d ms | %s | %,.0f | %s | %.1f | %.1f | %.1f | %.1f | %.0f |"
                        + " %.0f | %.2f |%n",
                    what.protocol(),
                    what.payload(),
                    what.delay(),
                    what.bridge(),
                    figures.rate(),
                    share(medians, what, figures),
                    figures.cpuMicros(),
                    figures.p50(),
                    figures.p99(),
                    figures.p999(),
                    figures.residentMiB(),
                    figures.readyMillis(),
                    figures.written())));
    medians.keySet().stream()
        .filter(what -> what.protocol().equals("mqtt") && what.bridge().equals(Bridge.HAND))
        .forEach(what -> table.append(validity(medians, what)));
    return table.toString();
  }

  static String rounds(Map<Case, List<Figures>> found) {
    StringBuilder csv =
        new StringBuilder(
            "protocol,payload,delay_ms,bridge,rate,cpu_us,p50_ms,p99_ms,p999_ms,rss_mib,ready_ms,bytes_out_in\n");
    found.forEach(
        (what, rounds) ->
            rounds.forEach(
                f ->
                    csv.append(
                        line(
                            "%s,%s,%d,%s,%.0f,%.2f,%.2f,%.2f,%.2f,%.0f,%.0f,%.3f%n",
                            what.protocol(),
                            what.payload(),
                            what.delay(),
                            what.bridge(),
                            f.rate(),
                            f.cpuMicros(),
                            f.p50(),
                            f.p99(),
                            f.p999(),
                            f.residentMiB(),
                            f.readyMillis(),
                            f.written()))));
    return csv.toString();
  }

  /** What {@link #rounds} wrote. */
  static void read(List<String> csv, Map<Case, List<Figures>> found) {
    for (String row : csv.subList(1, csv.size())) {
      String[] cells = row.split(",");
      double[] n = Arrays.stream(cells).skip(4).mapToDouble(Double::parseDouble).toArray();
      found
          .computeIfAbsent(
              new Case(cells[0], cells[1], Integer.parseInt(cells[2]), cells[3]),
              any -> new ArrayList<>())
          .add(new Figures(n[0], n[1], n[2], n[3], n[4], n[5], n[6], n[7]));
    }
  }

  private static String share(Map<Case, Figures> medians, Case what, Figures figures) {
    Figures hand = medians.get(other(what, Bridge.HAND));
    if (hand == null) {
      return "";
    }
    return isVoid(medians, what) ? "void" : line("%.2f", figures.rate() / hand.rate());
  }

  /** Whether any of it says nothing about the bridges. */
  static boolean isVoid(Map<Case, Figures> medians) {
    return medians.keySet().stream().anyMatch(what -> isVoid(medians, what));
  }

  private static boolean isVoid(Map<Case, Figures> medians, Case what) {
    Figures hand = medians.get(other(what, Bridge.HAND));
    Figures plain = medians.get(other(what, Bridge.PLAIN));
    return what.protocol().equals("mqtt")
        && hand != null
        && plain != null
        && hand.rate() / plain.rate() < VOID_BELOW * EXPECTED_LEAD;
  }

  /** A reference slower than it can be proves nothing. */
  private static String validity(Map<Case, Figures> medians, Case hand) {
    Figures plain = medians.get(other(hand, Bridge.PLAIN));
    if (plain == null) {
      return line(
          "%nMQTT, payload %s, +%d ms: no plain route in this run, so whether it is valid is not known.%n",
          hand.payload(), hand.delay());
    }
    return line(
        "%nMQTT, payload %s, +%d ms: the reference drains %.2f times the plain route; %s.%n",
        hand.payload(),
        hand.delay(),
        medians.get(hand).rate() / plain.rate(),
        isVoid(medians, hand)
            ? line("under %.2f, so this run is VOID", VOID_BELOW * EXPECTED_LEAD)
            : "the run is valid");
  }

  private static Case other(Case what, String bridge) {
    return new Case(what.protocol(), what.payload(), what.delay(), bridge);
  }

  private static String line(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
