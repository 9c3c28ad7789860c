package faults;

import dev.tributary.contract.Protocol;
import dev.tributary.verify.Verification;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** Watches how long a protocol stores nothing. */
final class Stalls implements AutoCloseable {
  private static final long LOOK_NANOS = 20_000_000;

  private final Verification verification;
  private final List<Protocol> protocols;
  private final Thread thread = new Thread(this::look, "stalls");
  private volatile boolean running = true;
  private volatile long longest;

  Stalls(Verification verification, List<Protocol> protocols) {
    this.verification = verification;
    this.protocols = protocols;
    thread.setDaemon(true);
    thread.start();
  }

  double longestSeconds() {
    return longest / 1e9;
  }

  @Override
  public void close() {
    running = false;
  }

  private void look() {
    Map<Protocol, Long> counts = new HashMap<>();
    Map<Protocol, Long> since = new HashMap<>();
    while (running) {
      long now = System.nanoTime();
      for (Protocol protocol : protocols) {
        Long before = counts.put(protocol, verification.stored(protocol));
        if (!counts.get(protocol).equals(before)) {
          since.put(protocol, now);
        }
        longest = Math.max(longest, now - since.get(protocol));
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }
}
