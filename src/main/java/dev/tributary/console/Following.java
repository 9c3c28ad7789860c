package dev.tributary.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.observe.trace.Tracing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The last hundred messages of those that one filter lets through. */
final class Following {
  static final int MOST = 100;
  private static final int MOST_BYTES = 4 * 1024 * 1024;
  private static final int MOST_RUNS = 50;
  private static final long WATCHED_NANOS = Duration.ofSeconds(15).toNanos();

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private final Tracing tracing;
  private final FollowedMessages.Patterns patterns;
  private final Duration watch;
  private final Deque<Held> held = new ArrayDeque<>();
  private final Set<String> runs = new LinkedHashSet<>();
  private long bytes;
  private long count;
  private long dropped;
  private String lease;
  private long until;
  private volatile long lastLook = System.nanoTime() - 2 * WATCHED_NANOS;
  private Instant covered = Instant.MIN;

  /** Written out: as a tree it would take several times the memory. */
  private record Held(long number, Map<String, Object> row, byte[] json) {}

  /**
   * What is new.
   *
   * @param last to be given back for what comes then
   * @param left the seconds for which everything is still followed, 0 when that has ended
   * @param dropped messages that matched and are not shown, in all
   */
  record News(long last, List<Map<String, Object>> rows, long left, long dropped) {}

  Following(Tracing tracing, FollowedMessages.Patterns patterns, Duration watch) {
    this.tracing = tracing;
    this.patterns = patterns;
    this.watch = watch;
  }

  /**
   * Somebody looks: anew, or after a connection was lost.
   *
   * @param run drawn by the page each time that somebody asks for more time
   */
  synchronized void start(String run) {
    boolean asked = runs.add(run) && !run.isEmpty();
    if (asked || !isWatched()) {
      until = System.nanoTime() + watch.toNanos();
      if (runs.size() > MOST_RUNS) {
        runs.remove(runs.iterator().next());
      }
    }
    lastLook = System.nanoTime();
  }

  /** What came behind this number. */
  synchronized News news(long behind) {
    lastLook = System.nanoTime();
    long left = until - lastLook;
    if (left > 0) {
      look();
    } else if (lease != null) {
      look();
      tracing.close(lease);
      lease = null;
    }
    List<Map<String, Object>> rows = new ArrayList<>();
    for (Held one : held) {
      if (one.number() > behind) {
        rows.add(one.row());
      }
    }
    return new News(
        count, rows, left <= 0 ? 0 : Math.max(1, Duration.ofNanos(left).toSeconds()), dropped);
  }

  private void look() {
    if (lease != null) {
      try {
        ObjectNode seen = tracing.take(lease);
        dropped += seen.path("dropped").asLong();
        seen.path("messages").forEach(this::add);
        covered = Instant.now();
        return;
      } catch (IllegalArgumentException e) {
        lease = null; // nobody had looked for some time, and it ended by itself
      }
    }
    lease = tracing.openDetailed(patterns.device(), patterns.route(), patterns.address());
    tracing
        .failures()
        .since(covered, patterns.device(), patterns.route(), patterns.address())
        .forEach(this::add);
    covered = Instant.now();
  }

  private void add(JsonNode message) {
    try {
      count++;
      Held one =
          new Held(count, new MessageDetails(message).row(), JSON.writeValueAsBytes(message));
      held.add(one);
      bytes += one.json().length;
      while (held.size() > MOST || bytes > MOST_BYTES) {
        bytes -= held.remove().json().length;
      }
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The message of this id or of an event of this id, or null. */
  JsonNode find(String id) {
    List<Held> all;
    synchronized (this) {
      all = new ArrayList<>(held);
    }
    try {
      for (Held one : all) {
        if (id.equals(one.row().get("id"))) {
          return JSON.readTree(one.json());
        }
      }
      for (Held one : all) {
        JsonNode message = JSON.readTree(one.json());
        if (new MessageDetails(message).isOf(id)) {
          return message;
        }
      }
      return null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean isWatched() {
    return System.nanoTime() - lastLook < WATCHED_NANOS;
  }

  boolean isUnseenFor(Duration time) {
    return System.nanoTime() - lastLook > time.toNanos();
  }
}
