package dev.tributary.ingest.http;

import dev.tributary.contract.Reason;
import dev.tributary.contract.Rejection;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What requests hold before their messages are in flight and after: bodies that are still being
 * received, and answers that are still being read. One bound for all connections, as many that are
 * slow would fill the heap where none of them is large.
 */
final class ReceiveBudget {
  private static final Duration SOON = Duration.ofSeconds(1);

  private final long most;
  private final AtomicLong held = new AtomicLong();

  ReceiveBudget(long most) {
    this.most = most;
  }

  long held() {
    return held.get();
  }

  Share share() {
    return new Share();
  }

  /** What one request holds. Lives on its connection's event loop. */
  final class Share {
    private long mine;
    private boolean released;

    /**
     * @param total what the request holds now
     * @throws Rejection with {@code overloaded}, unless it is the only one that holds anything
     */
    void hold(long total) {
      if (released || total == mine) {
        return;
      }
      long change = total - mine;
      long all = held.addAndGet(change);
      if (change > 0 && all > most && all != total) {
        held.addAndGet(-change);
        throw new Rejection(
            Reason.OVERLOADED, "the requests that are being received hold all they may", SOON);
      }
      mine = total;
    }

    /** The same for what can no longer be refused: it counts against those that come. */
    void count(long total) {
      if (!released) {
        held.addAndGet(total - mine);
        mine = total;
      }
    }

    /** From here on it holds nothing, whatever comes. */
    void release() {
      count(0);
      released = true;
    }
  }
}
