package bench;

import org.HdrHistogram.Histogram;

/** What a stretch of load did: answers in time order, latencies from when each was due. */
final class Flow {
  final Histogram micros = new Histogram(3);
  long good;
  long bad;

  synchronized void answered(long dueNanos, boolean well) {
    if (well) {
      good++;
      micros.recordValue(Math.max(0, (System.nanoTime() - dueNanos) / 1_000));
    } else {
      bad++;
    }
  }

  synchronized double millis(double percentile) {
    return micros.getValueAtPercentile(percentile) / 1e3;
  }

  synchronized long good() {
    return good;
  }
}
