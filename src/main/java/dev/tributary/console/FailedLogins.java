package dev.tributary.console;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** How often somebody may try: five wrong passwords a minute from one address. */
final class FailedLogins {
  private static final int MOST = 5;
  private static final int ADDRESSES = 1000;
  private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

  private record Tries(long since, int count) {}

  private final Map<String, Tries> tries = new LinkedHashMap<>();
  private final LongSupplier nanos;

  FailedLogins(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /**
   * A try counts as failed until {@link #succeeded}, so that many at once are no way around.
   *
   * @return whether this address may try
   */
  synchronized boolean begin(String address) {
    long now = nanos.getAsLong();
    Tries before = tries.remove(address);
    boolean fresh = before == null || now - before.since > MINUTE;
    Tries next = fresh ? new Tries(now, 1) : new Tries(before.since, before.count + 1);
    tries.put(address, next);
    if (tries.size() > ADDRESSES) {
      tries.remove(tries.keySet().iterator().next());
    }
    return next.count <= MOST;
  }

  synchronized void succeeded(String address) {
    tries.remove(address);
  }
}
