package dev.tributary.console;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.console.page.ConsoleFailure;
import dev.tributary.observe.trace.Tracing;
import dev.tributary.support.DaemonThreads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The messages that open pages follow, by what they ask for. With the last page the following ends;
 * what was seen stays a while, so that a page that is opened again, or a link, still finds it.
 */
final class FollowedMessages {
  static final int MOST = 8;

  /** So long everything is followed, then somebody has to ask for more. */
  static final Duration WATCH = Duration.ofMinutes(15);

  /** So long after the last page what it showed is held. */
  static final Duration HELD = Duration.ofMinutes(15);

  private final Tracing tracing;
  private final Duration watch;
  private final Duration held;
  private final Map<Patterns, Following> all = new LinkedHashMap<>();
  private ScheduledExecutorService timer;

  /** What messages are asked for; an empty text stands for all. */
  record Patterns(String device, String address, String route) {}

  FollowedMessages(Tracing tracing) {
    this(tracing, WATCH, HELD);
  }

  FollowedMessages(Tracing tracing, Duration watch, Duration held) {
    this.tracing = tracing;
    this.watch = watch;
    this.held = held;
  }

  /**
   * Begins to follow, or goes on.
   *
   * @param run drawn by the page each time that somebody asks for more time, or empty
   */
  synchronized Following open(Patterns patterns, String run) {
    Following known = all.get(patterns);
    if (known == null) {
      forgetOne();
      known = new Following(tracing, patterns, watch);
      all.put(patterns, known);
    }
    known.start(run);
    if (timer == null) {
      timer = DaemonThreads.scheduler("console-messages");
      long millis = Math.max(1, held.toMillis() / 4);
      var unused =
          timer.scheduleWithFixedDelay(this::forget, millis, millis, TimeUnit.MILLISECONDS);
    }
    return known;
  }

  /** Makes room for another. */
  private void forgetOne() {
    Iterator<Following> oldest = all.values().iterator();
    while (all.size() >= MOST && oldest.hasNext()) {
      if (!oldest.next().isWatched()) {
        oldest.remove();
      }
    }
    if (all.size() >= MOST) {
      throw new ConsoleFailure(
          503, "%d pages follow different messages already: close one".formatted(MOST));
    }
  }

  private synchronized void forget() {
    all.values().removeIf(following -> following.isUnseenFor(held));
    if (all.isEmpty() && timer != null) {
      timer.shutdown();
      timer = null;
    }
  }

  /** How many are held. */
  synchronized int size() {
    return all.size();
  }

  /** The message of this id, or the one that this event is of; null where it is not held. */
  JsonNode find(String id) {
    List<Following> searched;
    synchronized (this) {
      searched = new ArrayList<>(all.values());
    }
    for (Following following : searched) {
      JsonNode found = following.find(id);
      if (found != null) {
        return found;
      }
    }
    return tracing.failures().find(id);
  }
}
