package bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs the bridges against each other, rounds interleaved, and writes a table and a chart. */
public final class Bench {
  /** One line of the table. */
  record Case(String protocol, String payload, int delay, String bridge) {}

  private final Options options;
  private final Map<Case, List<Figures>> found = new LinkedHashMap<>();

  private final List<String> failed = new ArrayList<>();

  private Bench(Options options) {
    this.options = options;
  }

  public static void main(String[] arguments) throws IOException {
    Options options = Options.of(arguments);
    System.exit(new Bench(options).run() ? 0 : 2);
  }

  /** Returns whether all of it was measured and none is void. */
  private boolean run() throws IOException {
    Path results = options.bench().resolve("results");
    Files.createDirectories(results);
    for (Path earlier : options.with()) {
      Table.read(Files.readAllLines(earlier), found);
    }
    write(results);
    for (int delay : options.delays()) {
      for (String protocol : options.protocols()) {
        for (String payload : options.payloads()) {
          compare(results, delay, protocol, payload);
          write(results);
        }
      }
    }
    System.out.println(Files.readString(results.resolve("table.md")));
    return failed.isEmpty() && !Table.isVoid(medians());
  }

  private Map<Case, Figures> medians() {
    Map<Case, Figures> medians = new LinkedHashMap<>();
    found.forEach((what, rounds) -> medians.put(what, Figures.median(rounds)));
    return medians;
  }

  /** After each comparison: a long run that is cut short has shown something. */
  private void write(Path results) throws IOException {
    Map<Case, Figures> medians = medians();
    String table = Table.of(medians);
    if (!failed.isEmpty()) {
      table += "\nRounds that failed and are not counted: %d.%n".formatted(failed.size());
    }
    Files.writeString(results.resolve("table.md"), table);
    Files.writeString(results.resolve("chart.svg"), Chart.of(medians));
    Files.writeString(results.resolve("rounds.csv"), Table.rounds(found));
  }

  /** Fresh brokers for each comparison; within it the bridges take turns. */
  private void compare(Path results, int delay, String protocol, String payload) {
    List<Bridge> bridges =
        Bridge.of(protocol).stream()
            .filter(options::wants)
            .filter(bridge -> bridge.takes(payload))
            .toList();
    try (Lab lab = new Lab(results, delay, Bridge.TOPICS)) {
      for (int round = 1; round <= options.rounds(); round++) {
        for (Bridge bridge : bridges) {
          Case what = new Case(protocol, payload, delay, bridge.name());
          Figures figures;
          try {
            figures = new Round(lab, options, bridge, payload).run();
          } catch (IllegalStateException e) {
            failed.add("round %d of %s: %s".formatted(round, what, e.getMessage()));
            System.err.println(failed.get(failed.size() - 1));
            continue;
          }
          found.computeIfAbsent(what, any -> new ArrayList<>()).add(figures);
          System.err.printf(
              "%s, payload %s, +%d ms, round %d: %-12s %7.0f/s %6.1f us %7.1f ms p99%n",
              protocol,
              payload,
              delay,
              round,
              bridge.name(),
              figures.rate(),
              figures.cpuMicros(),
              figures.p99());
        }
      }
      if (failed.isEmpty()) {
        lab.forgetLogs();
      }
    }
  }
}
