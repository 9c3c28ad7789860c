package dev.tributary.kafka.out;

import java.util.List;

/**
 * How a route gets its records.
 *
 * @param topics as the address names them
 * @param group of consumers, null for one of the route's name
 * @param maxRecords in a list
 * @param maxAgeMillis how long a record waits for others
 * @param workers how many partitions are delivered at once
 * @param fromNow whether what was stored before the first start is left out
 * @param groupBy the members whose values all records of a list share; none for any
 */
record OutOptions(
    String topics,
    String group,
    int maxRecords,
    long maxAgeMillis,
    int workers,
    boolean fromNow,
    List<String> groupBy) {
  OutOptions {
    require(maxRecords >= 1 && maxRecords <= 100_000, "maxRecords", "from 1 to 100000", maxRecords);
    require(maxAgeMillis >= 0 && maxAgeMillis <= 3_600_000, "maxAge", "at most 1 h", maxAgeMillis);
    require(workers >= 1 && workers <= 64, "workers", "from 1 to 64", workers);
  }

  private static void require(boolean fits, String option, String rule, long value) {
    if (!fits) {
      throw new IllegalArgumentException(
          "%s of out: must be %s but is %d".formatted(option, rule, value));
    }
  }
}
