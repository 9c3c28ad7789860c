package bench;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What one round found; latencies in milliseconds at half of {@code rate}.
 *
 * @param written bytes in Kafka's log for each byte of payload
 */
record Figures(
    double rate,
    double cpuMicros,
    double p50,
    double p99,
    double p999,
    double residentMiB,
    double readyMillis,
    double written) {

  static Figures median(List<Figures> rounds) {
    return new Figures(
        median(rounds, Figures::rate),
        median(rounds, Figures::cpuMicros),
        median(rounds, Figures::p50),
        median(rounds, Figures::p99),
        median(rounds, Figures::p999),
        median(rounds, Figures::residentMiB),
        median(rounds, Figures::readyMillis),
        median(rounds, Figures::written));
  }

  private static double median(List<Figures> rounds, ToDoubleFunction<Figures> what) {
    double[] sorted = rounds.stream().mapToDouble(what).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
