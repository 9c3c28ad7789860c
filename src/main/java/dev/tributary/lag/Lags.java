package dev.tributary.lag;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.kafka.common.TopicPartition;

/** What follows from look after look: rates, lags, ages and skews by topic and by group. */
final class Lags {
  private static final long SKEW_MILLIS = Duration.ofMinutes(5).toMillis();

  /** What rules keep for themselves is read by their group, but is no topic of the operator's. */
  private static final Pattern OF_STREAMS = Pattern.compile(".*-(changelog|repartition)");

  /**
   * A topic.
   *
   * @param records that were ever written
   * @param skew how many times the mean of its partitions the busiest one has got lately
   */
  record Topic(double records, double skew) {
    static Topic both(Topic one, Topic other) {
      return new Topic(one.records + other.records, Math.max(one.skew, other.skew));
    }
  }

  /**
   * A consumer group.
   *
   * @param members how many consumers it has
   * @param processed the sum of its offsets
   * @param lag records that it has not processed
   * @param worst the same of the partition that is furthest behind
   * @param topics in which something waits for it
   * @param ageMillis how long the oldest of these has been seen to wait
   */
  record Group(int members, double processed, long lag, long worst, int topics, long ageMillis) {
    static Group both(Group one, Group other) {
      return new Group(
          one.members + other.members,
          one.processed + other.processed,
          one.lag + other.lag,
          Math.max(one.worst, other.worst),
          one.topics + other.topics,
          Math.max(one.ageMillis, other.ageMillis));
    }
  }

  /** What is known at a moment. */
  record Figures(Map<String, Topic> topics, Map<String, Group> groups) {
    static final Figures NONE = new Figures(Map.of(), Map.of());
  }

  private final Map<TopicPartition, EndHistory> histories = new HashMap<>();

  Figures take(Positions now, long millis) {
    histories.keySet().retainAll(now.ends().keySet());
    now.ends()
        .forEach(
            (of, end) ->
                histories.computeIfAbsent(of, unknown -> new EndHistory()).note(millis, end));
    Map<String, Topic> topics = topics(now, millis);
    Map<String, Group> groups = new TreeMap<>();
    now.groups().forEach((name, group) -> groups.put(name, group(group, now.ends(), millis)));
    return new Figures(topics, groups);
  }

  private Map<String, Topic> topics(Positions now, long millis) {
    // of one topic
    class Sum {
      private long records;
      private long lately;
      private long busiest;
      private int partitions;
    }
    Map<String, Sum> sums = new TreeMap<>();
    now.ends()
        .forEach(
            (of, end) -> {
              if (!OF_STREAMS.matcher(of.topic()).matches()) {
                Sum sum = sums.computeIfAbsent(of.topic(), unknown -> new Sum());
                long lately = histories.get(of).since(millis - SKEW_MILLIS);
                sum.records += end;
                sum.lately += lately;
                sum.busiest = Math.max(sum.busiest, lately);
                sum.partitions++;
              }
            });
    Map<String, Topic> topics = new TreeMap<>();
    sums.forEach(
        (name, sum) -> {
          double skew = sum.lately == 0 ? 1 : (double) sum.busiest * sum.partitions / sum.lately;
          topics.put(name, new Topic(sum.records, skew));
        });
    return topics;
  }

  private Group group(Positions.Group group, Map<TopicPartition, Long> ends, long millis) {
    Map<String, Long> byTopic = new HashMap<>();
    long lag = 0;
    long worst = 0;
    long age = 0;
    double processed = 0;
    for (Map.Entry<TopicPartition, Long> entry : group.next().entrySet()) {
      TopicPartition of = entry.getKey();
      long next = entry.getValue();
      long waiting = Math.max(0, ends.get(of) - next);
      processed += next;
      lag += waiting;
      worst = Math.max(worst, waiting);
      if (waiting > 0) {
        byTopic.merge(of.topic(), waiting, Long::sum);
        age = Math.max(age, millis - histories.get(of).seen(next));
      }
    }
    return new Group(group.members(), processed, lag, worst, byTopic.size(), age);
  }
}
