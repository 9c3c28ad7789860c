package dev.tributary.simulate;

import dev.tributary.contract.Protocol;
import java.util.Map;

/** The counters of a simulation as text: a line while it runs, a table when it has ended. */
public final class SimulationStatus {
  private final Simulation simulation;

  public SimulationStatus(Simulation simulation) {
    this.simulation = simulation;
  }

  /** {@code 12 s mqtt 400 sent 398 ok coap …}. */
  public String line() {
    StringBuilder line = new StringBuilder().append((long) simulation.seconds()).append(" s");
    for (Map.Entry<Protocol, Tally> entry : simulation.tallies().entrySet()) {
      Tally tally = entry.getValue();
      line.append("  ").append(entry.getKey().word()).append(' ').append(tally.sent());
      line.append(" sent ").append(tally.acknowledged()).append(" acknowledged");
      append(line, tally.refused(), "refused");
      append(line, tally.unanswered(), "unanswered");
      append(line, tally.skipped(), "skipped");
    }
    return line.toString();
  }

  public String summary() {
    String row = "%-8s %10s %12s %9s %10s %9s %8s %10s%n";
    StringBuilder table = new StringBuilder();
    table.append(
        row.formatted(
            "protocol",
            "sent",
            "acknowledged",
            "refused",
            "unanswered",
            "pending",
            "skipped",
            "sent/s"));
    double seconds = simulation.seconds();
    simulation
        .tallies()
        .forEach(
            (protocol, tally) ->
                table.append(
                    row.formatted(
                        protocol.word(),
                        tally.sent(),
                        tally.acknowledged(),
                        tally.refused(),
                        tally.unanswered(),
                        tally.pending(),
                        tally.skipped(),
                        Decimals.print(tally.sent() / seconds, 1))));
    return table.toString();
  }

  private static void append(StringBuilder line, long count, String what) {
    if (count > 0) {
      line.append(' ').append(count).append(' ').append(what);
    }
  }
}
