package dev.tributary.observe.trace;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.contract.Arrival;
import dev.tributary.contract.MessageObserver;
import dev.tributary.contract.Outcome;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * The last messages that were not stored, with the beginning of their payload: also those that
 * nobody followed. Of a message that is stored nothing is done.
 */
public final class RecentFailures implements MessageObserver {
  static final int MOST = 100;
  static final int MOST_BYTES = 4_096;

  private final Snippets snippets;
  private final Deque<Failure> failures = new ArrayDeque<>(MOST);

  private record Failure(String id, Arrival arrival, Outcome outcome, long nanos) {}

  RecentFailures(Snippets snippets) {
    this.snippets = snippets;
  }

  @Override
  public void settled(Arrival arrival, Outcome outcome, long nanosSinceArrival) {
    if (!outcome.isStored()) {
      add(new Failure(Journey.newId(), beginning(arrival), outcome, nanosSinceArrival));
    }
  }

  private synchronized void add(Failure failure) {
    if (failures.size() == MOST) {
      failures.removeFirst();
    }
    failures.addLast(failure);
  }

  private static Arrival beginning(Arrival arrival) {
    byte[] payload = arrival.payload();
    return new Arrival(
        arrival.protocol(),
        arrival.address(),
        payload.length > MOST_BYTES ? Arrays.copyOf(payload, MOST_BYTES) : payload,
        null,
        null,
        arrival.received(),
        false,
        null,
        null,
        arrival.replayed(),
        arrival.index(),
        null,
        null,
        null,
        arrival.size());
  }

  /** Those that match and were received from this time on, as a viewer is shown them. */
  public List<ObjectNode> since(Instant time, String device, String route, String address) {
    TraceFilter filter = TraceFilter.of(device, route, address);
    List<Failure> all;
    synchronized (this) {
      all = new ArrayList<>(failures);
    }
    return all.stream()
        .filter(failure -> !failure.arrival().received().isBefore(time))
        .filter(failure -> filter.matches(failure.arrival().address()))
        .filter(failure -> filter.matchesRoute(List.of()))
        .map(this::shown)
        .toList();
  }

  /** The one of this id, or null. */
  public synchronized ObjectNode find(String id) {
    return failures.stream()
        .filter(failure -> failure.id().equals(id))
        .findFirst()
        .map(this::shown)
        .orElse(null);
  }

  private ObjectNode shown(Failure failure) {
    return Journey.outcomeOnly(failure.arrival(), null, failure.outcome(), snippets, true)
        .put("id", failure.id())
        .put("from", "not followed")
        .put("micros", failure.nanos() / 1_000);
  }
}
