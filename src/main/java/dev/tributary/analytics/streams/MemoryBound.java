package dev.tributary.analytics.streams;

import dev.tributary.analytics.rules.RuleSet;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How much memory the state of rules may take. At the bound devices that are new are not taken in;
 * far above it, as what the known ones need grew, rules stop so that the ingest goes on.
 */
final class MemoryBound {
  private static final Logger LOG = LoggerFactory.getLogger(MemoryBound.class);
  private static final long MIB = 1024 * 1024;

  private final long most;
  private final LongSupplier taken;
  private boolean warned;
  private RuleSet stopped;

  /**
   * @param most 0 for half of the heap
   */
  MemoryBound(long most, LongSupplier taken) {
    this.most = most == 0 ? Runtime.getRuntime().maxMemory() / 2 : most;
    this.taken = taken;
  }

  boolean isFull() {
    return taken.getAsLong() >= most;
  }

  /** Whether these rules are to stop, or have been stopped for their memory. */
  synchronized boolean stops(RuleSet rules) {
    long now = taken.getAsLong();
    if (stopped != rules && now > most + most / 2) {
      stopped = rules;
      LOG.error("Rules stop, and the ingest goes on: {}", sentence(now));
    }
    if (isFull() && !warned) {
      LOG.warn("Devices that are new are not taken in by rules: {}", sentence(now));
    }
    warned = isFull();
    return stopped == rules;
  }

  /** Null while there is room; else what it means, one sentence. */
  synchronized String problem(RuleSet rules) {
    if (stopped == rules) {
      return "rules do not run: their state takes more than one and a half times"
          + " tributary.analytics.max-memory, %d MiB (edit the rules, or raise it)"
              .formatted(most / MIB);
    }
    return isFull()
        ? "rules do not take in devices that are new: " + sentence(taken.getAsLong())
        : null;
  }

  private String sentence(long now) {
    return "their state takes about %d MiB and tributary.analytics.max-memory is %d MiB"
        .formatted(now / MIB, most / MIB);
  }
}
