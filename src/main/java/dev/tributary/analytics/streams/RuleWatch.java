package dev.tributary.analytics.streams;

import dev.tributary.analytics.rules.AlertRecord;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** What is known of the partitions that run here, for metrics and health. */
public final class RuleWatch {
  /**
   * @param now its clock, or {@link Long#MIN_VALUE}
   */
  record Partition(int windows, int firing, long now, Set<String> switchedOff) {}

  private static final Partition NOTHING = new Partition(0, 0, Long.MIN_VALUE, Set.of());

  private final Map<Object, Partition> partitions = new ConcurrentHashMap<>();
  private volatile Consumer<AlertRecord> follower = alert -> {};

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
  }

  void remove(Object processor) {
    partitions.remove(processor);
  }

  public int partitions() {
    return partitions.size();
  }

  public int windows() {
    return partitions.values().stream().mapToInt(Partition::windows).sum();
  }

  public int firing() {
    return partitions.values().stream().mapToInt(Partition::firing).sum();
  }

  /** The clock of the partition that is behind most, or {@link Long#MIN_VALUE}. */
  public long clock() {
    return partitions.values().stream().mapToLong(Partition::now).min().orElse(Long.MIN_VALUE);
  }

  public Set<String> switchedOff() {
    Set<String> off = new TreeSet<>();
    partitions.values().forEach(partition -> off.addAll(partition.switchedOff()));
    return off;
  }
}
