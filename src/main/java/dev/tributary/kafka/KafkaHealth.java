package dev.tributary.kafka;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Whether Kafka takes records. It is unavailable when no broker connection has been open for a
 * second, when the oldest record waits too long, or when it rejects the client as a whole;
 * available again at the next acknowledgement or successful probe once none of these holds. Ticked
 * by one thread, read by all.
 */
final class KafkaHealth {
  private static final Logger LOG = LoggerFactory.getLogger(KafkaHealth.class);
  private static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long PROBE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  /** A probe may take two seconds, and the next comes half a second later. */
  private static final long UNHEARD_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final long overdueNanos;
  private final Duration overdue;
  private volatile boolean available;
  private volatile boolean acknowledged;
  private boolean reached;
  private volatile Level first = Level.INFO;
  private volatile String why = "Kafka has not been reached yet";
  private volatile String rejection;
  private volatile long lastContact;
  private volatile long lastProbed;
  private volatile long answersSince;
  private CompletableFuture<Void> probe = CompletableFuture.completedFuture(null);
  private long probeStarted;
  private long lostAt = System.nanoTime();

  KafkaHealth(Duration overdue) {
    this.overdue = overdue;
    this.overdueNanos = overdue.toNanos();
    long now = System.nanoTime();
    this.lastContact = now - SILENCE_NANOS;
    this.lastProbed = now - UNHEARD_NANOS;
    this.probeStarted = now - PROBE_NANOS;
  }

  /** What stands for Kafka without a network is nobody's news. */
  void quiet() {
    first = Level.DEBUG;
  }

  boolean available() {
    return available;
  }

  String why() {
    return why;
  }

  boolean isOverdue(long oldestNanos) {
    return oldestNanos > overdueNanos;
  }

  /**
   * Whether Kafka has answered for so long, while it was asked: not merely that a connection to it
   * was tried.
   */
  boolean answersSince(long nanos, long now) {
    return now - lastProbed <= UNHEARD_NANOS && now - answersSince >= nanos;
  }

  void acknowledged() {
    if (!available) {
      acknowledged = true;
    }
  }

  void rejected(Exception failure) {
    rejection = "Kafka rejects the client: " + failure.getMessage();
  }

  void connections(int open, long now) {
    if (open > 0) {
      lastContact = now;
    }
  }

  /**
   * @param unprepared what is still to be done before the first record may go, or null
   */
  void tick(Cluster cluster, long now, long oldestNanos, String unprepared) {
    if (!available || now - lastContact > 0) {
      probe(cluster, now);
    }
    String problem = problem(now, oldestNanos, unprepared);
    if (available && problem != null) {
      available = false;
      acknowledged = false;
      lostAt = now;
      why = problem;
      LOG.warn("Kafka is unavailable: {}", problem);
    } else if (!available && problem != null) {
      why = problem;
    } else if (!available && (acknowledged || lastProbed - lostAt > 0)) {
      why = "";
      available = true;
      if (reached) {
        LOG.info(
            "Kafka is available again after {} ms", TimeUnit.NANOSECONDS.toMillis(now - lostAt));
      } else {
        LOG.atLevel(first).log("Kafka is available");
      }
      reached = true;
    }
  }

  private String problem(long now, long oldestNanos, String unprepared) {
    if (unprepared != null) {
      return unprepared;
    }
    if (rejection != null) {
      return rejection;
    }
    if (now - lastContact > SILENCE_NANOS) {
      return "no connection to any broker";
    }
    if (isOverdue(oldestNanos)) {
      return "no acknowledgement for more than " + overdue.toMillis() + " ms";
    }
    return null;
  }

  private void probe(Cluster cluster, long now) {
    if (!probe.isDone() || now - probeStarted < PROBE_NANOS) {
      return;
    }
    probeStarted = now;
    probe = cluster.probe().whenComplete((nothing, failure) -> probed(failure));
  }

  private void probed(Throwable failure) {
    if (failure == null) {
      long now = System.nanoTime();
      if (now - lastProbed > UNHEARD_NANOS) {
        answersSince = now;
      }
      lastContact = now;
      lastProbed = now;
      rejection = null;
    } else if (KafkaFailures.isOfClient(KafkaFailures.cause(failure))) {
      rejected((Exception) KafkaFailures.cause(failure));
    }
  }
}
