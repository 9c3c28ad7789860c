package dev.tributary.replay;

import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Single messages that were picked out. Which were replayed is remembered for all selections
 * together, one by one, so that none goes twice.
 */
public final class ReplaySelection implements ReplayMemory {
  /** Under which it is remembered. */
  public static final String GROUP = "tributary-replay-selected";

  private final Map<Integer, NavigableSet<Long>> selected = new HashMap<>();
  private final Map<TopicPartition, OffsetRanges> done = new HashMap<>();
  private final Map<TopicPartition, Map<Long, ReplayPosition.Step>> underWay = new HashMap<>();

  /** Adds a message. */
  public void add(int partition, long offset) {
    selected.computeIfAbsent(partition, p -> new TreeSet<>()).add(offset);
  }

  /** How many were added. */
  public int size() {
    return selected.values().stream().mapToInt(NavigableSet::size).sum();
  }

  /**
   * What was replayed of a partition.
   *
   * @param before what was committed, or null
   * @param end of the partition; what was done beyond it was done in a topic that is gone
   */
  public static OffsetRanges done(OffsetAndMetadata before, long end) {
    return before == null || before.offset() > end
        ? new OffsetRanges()
        : OffsetRanges.parse(before.metadata());
  }

  @Override
  public Range open(TopicPartition partition, Range stored, OffsetAndMetadata before) {
    OffsetRanges ranges = done(before, stored.end());
    ranges.removeBelow(stored.start());
    done.put(partition, ranges);
    underWay.put(partition, new HashMap<>());
    NavigableSet<Long> wanted = selected.get(partition.partition());
    if (wanted == null) {
      return new Range(stored.end(), stored.end());
    }
    long start = Math.max(stored.start(), wanted.first());
    return new Range(start, Math.max(start, Math.min(stored.end(), wanted.last() + 1)));
  }

  @Override
  public boolean wants(TopicPartition partition, long offset) {
    return selected.get(partition.partition()).contains(offset)
        && !done.get(partition).contains(offset);
  }

  @Override
  public ReplayPosition.Step read(TopicPartition partition, long offset) {
    ReplayPosition.Step step = new ReplayPosition.Step(offset);
    if (wants(partition, offset)) {
      underWay.get(partition).put(offset, step);
    }
    return step;
  }

  /** It was not replayed. */
  @Override
  public void leftAlone(ReplayPosition.Step step) {}

  @Override
  public Map<TopicPartition, OffsetAndMetadata> marks() {
    Map<TopicPartition, OffsetAndMetadata> marks = new HashMap<>();
    done.forEach(
        (partition, ranges) -> {
          underWay.get(partition).values().stream()
              .filter(ReplayPosition.Step::isDone)
              .forEach(step -> ranges.add(step.offset()));
          underWay.get(partition).values().removeIf(ReplayPosition.Step::isDone);
          if (selected.containsKey(partition.partition())) {
            marks.put(partition, new OffsetAndMetadata(ranges.end(), ranges.toString()));
          }
        });
    return marks;
  }
}
