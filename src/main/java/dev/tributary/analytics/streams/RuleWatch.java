package dev.tributary.analytics.streams;

import dev.tributary.analytics.rules.AlertRecord;
import dev.tributary.analytics.rules.Stage;
import dev.tributary.analytics.rules.StateSize;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** What is known of the partitions that run here, for metrics and health. */
public final class RuleWatch {
  /**
   * @param stage null before it is known
   * @param now its clock, or {@link Long#MIN_VALUE}
   */
  record Partition(
      Stage stage, int windows, int firing, long now, Set<String> switchedOff, StateSize size) {}

  private static final Partition NOTHING =
      new Partition(null, 0, 0, Long.MIN_VALUE, Set.of(), new StateSize(0, 0));

  private final Map<Object, Partition> partitions = new ConcurrentHashMap<>();
  private volatile Consumer<AlertRecord> follower = alert -> {};
  private volatile long memory;

  /** From now on it is given each alert, and once more where its transaction is begun again. */
  public void follow(Consumer<AlertRecord> alerts) {
    follower = alerts;
  }

  void said(AlertRecord alert) {
    follower.accept(alert);
  }

  void add(Object processor) {
    partitions.put(processor, NOTHING);
  }

  void put(Object processor, Partition state) {
    partitions.replace(processor, state);
    memory = sum();
  }

  void remove(Object processor) {
    partitions.remove(processor);
    memory = sum();
  }

  private long sum() {
    return partitions.values().stream().mapToLong(partition -> partition.size().memory()).sum();
  }

  /** What the state takes, about, in bytes. */
  public long memory() {
    return memory;
  }

  /** How many entries the stores have. */
  public long entries() {
    return partitions.values().stream().mapToLong(partition -> partition.size().entries()).sum();
  }

  /** Those of events. */
  public int partitions() {
    return (int)
        partitions.values().stream()
            .filter(partition -> partition.stage() == Stage.DEVICES)
            .count();
  }

  public int windows() {
    return partitions.values().stream().mapToInt(Partition::windows).sum();
  }

  public int firing() {
    return partitions.values().stream().mapToInt(Partition::firing).sum();
  }

  /** The clock of the partition that is behind most, or {@link Long#MIN_VALUE}. */
  public long clock() {
    return partitions.values().stream()
        .filter(partition -> partition.stage() != Stage.GROUPS || partition.now() != Long.MIN_VALUE)
        .mapToLong(Partition::now)
        .min()
        .orElse(Long.MIN_VALUE);
  }

  public Set<String> switchedOff() {
    Set<String> off = new TreeSet<>();
    partitions.values().forEach(partition -> off.addAll(partition.switchedOff()));
    return off;
  }
}
