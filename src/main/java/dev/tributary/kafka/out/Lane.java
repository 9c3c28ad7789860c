package dev.tributary.kafka.out;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The records of one partition on their way to a route, in order. One list at a time is under way;
 * the next is taken when that one has succeeded, and a list that failed comes again.
 */
final class Lane {
  private static final long FIRST_WAIT = TimeUnit.MILLISECONDS.toNanos(500);
  private static final long LONGEST_WAIT = TimeUnit.SECONDS.toNanos(30);
  private static final int DOUBLINGS = 6;

  private final int most;
  private final long ageNanos;
  private final Deque<OutRecord> waiting = new ArrayDeque<>();
  private final Deque<Long> arrived = new ArrayDeque<>();
  private List<OutRecord> current;
  private boolean underWay;
  private long begun;
  private boolean closed;
  private long notBefore;
  private int failures;
  private long weight;
  private long done = -1;
  private long committed = -1;

  /**
   * @param most records in a list
   * @param ageNanos how long a record waits for others
   */
  Lane(int most, long ageNanos) {
    this.most = most;
    this.ageNanos = ageNanos;
  }

  synchronized void add(Collection<OutRecord> records, long now) {
    for (OutRecord record : records) {
      waiting.add(record);
      arrived.add(now);
      weight += record.weight();
    }
  }

  synchronized boolean isReady(long now) {
    if (closed || underWay || now - notBefore < 0) {
      return false;
    }
    return current != null
        || waiting.size() >= most
        || (!waiting.isEmpty() && now - arrived.peek() >= ageNanos);
  }

  /** The list to deliver now, or null where there is none to deliver. */
  synchronized List<OutRecord> take(long now) {
    if (!isReady(now)) {
      return null;
    }
    if (current == null) {
      current = new ArrayList<>();
      while (current.size() < most && !waiting.isEmpty()) {
        current.add(waiting.poll());
        arrived.poll();
      }
    }
    underWay = true;
    begun = now;
    return current;
  }

  synchronized void succeeded() {
    for (OutRecord record : current) {
      weight -= record.weight();
    }
    done = current.get(current.size() - 1).source().offset() + 1;
    current = null;
    underWay = false;
    failures = 0;
    notifyAll();
  }

  /**
   * The list comes again, after a time that grows with each failure.
   *
   * @param leastNanos how long the far end asked not to be called
   */
  synchronized void failed(long now, long leastNanos) {
    underWay = false;
    long wait = Math.min(LONGEST_WAIT, FIRST_WAIT << Math.min(failures, DOUBLINGS));
    notBefore = now + Math.max(wait, leastNanos);
    failures++;
    notifyAll();
  }

  /**
   * Everything before this offset has been read. Where nothing waits, markers of transactions
   * behind the last record count as delivered, or else one would seem to be behind for ever.
   */
  synchronized void read(long position) {
    if (isEmpty() && done >= 0) {
      done = Math.max(done, position);
    }
  }

  /** Where a restart is to begin, -1 where Kafka knows that already. */
  synchronized long uncommitted() {
    return done > committed ? done : -1;
  }

  synchronized void committed(long offset) {
    committed = Math.max(committed, offset);
  }

  /** Takes nothing any more, and waits until the list that is under way has ended. */
  synchronized void close(long millis) throws InterruptedException {
    closed = true;
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    for (long left = millis; underWay && left > 0; ) {
      wait(left);
      left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
    }
  }

  synchronized boolean isFull() {
    return waiting.size() >= most;
  }

  synchronized boolean isEmpty() {
    return current == null && waiting.isEmpty();
  }

  synchronized boolean isFailing() {
    return failures > 0;
  }

  /** How long the list that is under way has been so; 0 where none is. */
  synchronized long underWayNanos(long now) {
    return underWay ? now - begun : 0;
  }

  synchronized long weight() {
    return weight;
  }

  synchronized int size() {
    return waiting.size() + (current == null ? 0 : current.size());
  }

  /** When Kafka got the oldest record that is not delivered, or the time given. */
  synchronized long oldest(long otherwise) {
    if (current != null) {
      return current.get(0).source().timestamp();
    }
    return waiting.isEmpty() ? otherwise : waiting.peek().source().timestamp();
  }
}
