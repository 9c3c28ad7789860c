package dev.tributary.replay;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** What a replay reads of each partition, and what it commits so that nothing goes twice. */
interface ReplayMemory {
  /** A part of a partition, from an offset to that before another. */
  record Range(long start, long end) {}

  /**
   * What is to be read of a partition; nothing where the start is the end.
   *
   * @param stored all that the partition holds
   * @param before what was committed, or null
   */
  Range open(TopicPartition partition, Range stored, OffsetAndMetadata before);

  /** Whether this record is one to replay. */
  boolean wants(TopicPartition partition, long offset);

  /** A record that was read, wanted or not. */
  ReplayPosition.Step read(TopicPartition partition, long offset);

  /** A record that was read and is not sent. */
  default void leftAlone(ReplayPosition.Step step) {
    step.done();
  }

  /** What is to be committed now. */
  Map<TopicPartition, OffsetAndMetadata> marks();

  /** All that comes behind what was done before: how far it came is one offset a partition. */
  final class UpToNow implements ReplayMemory {
    private final Map<TopicPartition, ReplayPosition> positions = new HashMap<>();

    @Override
    public Range open(TopicPartition partition, Range stored, OffsetAndMetadata before) {
      long start = before == null ? stored.start() : Math.max(stored.start(), before.offset());
      positions.put(partition, new ReplayPosition(start));
      return new Range(start, Math.max(start, stored.end()));
    }

    @Override
    public boolean wants(TopicPartition partition, long offset) {
      return true;
    }

    @Override
    public ReplayPosition.Step read(TopicPartition partition, long offset) {
      return positions.get(partition).read(offset);
    }

    @Override
    public Map<TopicPartition, OffsetAndMetadata> marks() {
      Map<TopicPartition, OffsetAndMetadata> marks = new HashMap<>();
      positions.forEach((partition, p) -> marks.put(partition, new OffsetAndMetadata(p.next())));
      return marks;
    }
  }
}
