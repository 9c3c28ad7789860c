package dev.tributary.replay;

import dev.tributary.contract.NamePattern;
import dev.tributary.contract.Reason;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;

/**
 * What is replayed.
 *
 * @param topic without prefix, {@code dead-letter} or {@code throttled}
 * @param reasons empty for all
 * @param device a pattern in which {@code *} stands for anything, or null for all
 * @param since received then or later, or null
 * @param until received before then, or null
 * @param limit the most messages
 * @param rate the most messages a second, 0 for no limit
 * @param mostReplays a message that was replayed as often as this is left alone
 * @param name under which it is remembered how far a replay came; null for one made of what is
 *     replayed, so that the same command goes on where it stopped
 */
public record ReplayOptions(
    String topic,
    Set<Reason> reasons,
    String device,
    Instant since,
    Instant until,
    long limit,
    double rate,
    int mostReplays,
    String name) {

  String group() {
    if (name != null) {
      return "tributary-replay-" + name;
    }
    String what = topic + reasons.stream().sorted().toList() + device + since + until + mostReplays;
    return "tributary-replay-" + UUID.nameUUIDFromBytes(what.getBytes(StandardCharsets.UTF_8));
  }

  boolean wants(StoredMessage message) {
    return (reasons.isEmpty() || reasons.contains(message.reason()))
        && fits(message.device())
        && (since == null || !message.received().isBefore(since))
        && (until == null || message.received().isBefore(until));
  }

  private boolean fits(String id) {
    return device == null || new NamePattern(device).covers(id);
  }
}
