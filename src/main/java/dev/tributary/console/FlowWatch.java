package dev.tributary.console;

import dev.tributary.config.FailureSentence;
import dev.tributary.contract.StepListener;
import dev.tributary.contract.Variables;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.UnaryOperator;
import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;

/**
 * How often each step is taken, how long it takes, and what failed in it: while somebody looks. All
 * messages are counted; of a bounded number each second the steps are timed.
 */
final class FlowWatch implements StepListener {
  private static final int TIMED_BETWEEN_TICKS = 50;
  private static final int MOST_STEPS = 5_000;
  private static final int SAMPLES = 256;
  private static final int FAILURES = 10;

  /** Exchange properties: when the steps under way began, or that this message is not timed. */
  private static final String TIMED = "tributary.console.timed";

  private static final String NOT_TIMED = "not timed";

  /** The failure that was recorded last, which then fails the steps around it as well. */
  private static final String RECORDED = "tributary.console.failure";

  /** One step, or the beginning of a route. */
  static final class Stats {
    private final LongAdder count = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final long[] nanos = new long[SAMPLES];
    private final Deque<Map<String, Object>> failures = new ArrayDeque<>();
    private int samples;

    long count() {
      return count.sum();
    }

    long failed() {
      return failed.sum();
    }

    private synchronized void took(long duration) {
      nanos[samples++ % SAMPLES] = duration;
    }

    private synchronized void failed(Map<String, Object> failure) {
      failed.increment();
      if (failures.size() == FAILURES) {
        failures.removeLast();
      }
      failures.addFirst(failure);
    }

    /** The newest first. */
    synchronized List<Map<String, Object>> failures() {
      return List.copyOf(failures);
    }

    /** In seconds, over the last samples; NaN without any. */
    synchronized double quantile(double share) {
      int known = Math.min(samples, SAMPLES);
      if (known == 0) {
        return Double.NaN;
      }
      long[] sorted = Arrays.copyOf(nanos, known);
      Arrays.sort(sorted);
      return sorted[(int) Math.min(known - 1L, (long) (share * known))] / 1e9;
    }
  }

  private static final class Times extends ConcurrentHashMap<Step, Long> {
    private static final long serialVersionUID = 1L;
  }

  private final Map<Step, Stats> steps = new ConcurrentHashMap<>();
  private final Map<String, Stats> routes = new ConcurrentHashMap<>();
  private final AtomicInteger timed = new AtomicInteger();
  private final UnaryOperator<String> masked;

  /**
   * @param masked a text as it may be shown
   */
  FlowWatch(UnaryOperator<String> masked) {
    this.masked = masked;
  }

  /** Others may be timed from now on. */
  void tick() {
    timed.set(0);
  }

  /** By their keys. */
  Map<String, Stats> steps() {
    Map<String, Stats> all = new LinkedHashMap<>();
    steps.forEach((step, stats) -> all.put(FlowGraph.key(step), stats));
    return all;
  }

  /**
   * Of messages by the route that they came in through, from the first step to the end; or null.
   */
  Stats route(String id) {
    return routes.get(id);
  }

  private Stats stats(Step step) {
    Stats known = steps.get(step);
    return known != null || steps.size() >= MOST_STEPS
        ? known
        : steps.computeIfAbsent(step, first -> new Stats());
  }

  @Override
  public void before(Step step, Exchange exchange) {
    Stats stats = stats(step);
    if (stats == null) {
      return;
    }
    stats.count.increment();
    Object known = exchange.getProperty(TIMED);
    if (known == null) {
      known = begin(exchange);
    }
    if (known instanceof Times times) {
      times.put(step, System.nanoTime());
    }
  }

  private Object begin(Exchange exchange) {
    if (timed.incrementAndGet() > TIMED_BETWEEN_TICKS) {
      exchange.setProperty(TIMED, NOT_TIMED);
      return NOT_TIMED;
    }
    Times times = new Times();
    exchange.setProperty(TIMED, times);
    String from = exchange.getFromRouteId();
    if (from != null && routes.size() < MOST_STEPS) {
      Stats whole = routes.computeIfAbsent(from, first -> new Stats());
      long began = System.nanoTime();
      exchange
          .getExchangeExtension()
          .addOnCompletion(
              new SynchronizationAdapter() {
                @Override
                public void onDone(Exchange done) {
                  whole.took(System.nanoTime() - began);
                }
              });
    }
    return times;
  }

  @Override
  public void after(Step step, Exchange exchange) {
    if (exchange.getProperty(TIMED) instanceof Times times) {
      Long began = times.remove(step);
      Stats stats = steps.get(step);
      if (began != null && stats != null) {
        stats.took(System.nanoTime() - began);
      }
    }
    Exception failure = exchange.getException();
    if (failure != null && exchange.getProperty(RECORDED) != failure) {
      exchange.setProperty(RECORDED, failure);
      Stats stats = steps.get(step);
      if (stats != null) {
        stats.failed(shown(failure, exchange));
      }
    }
  }

  private Map<String, Object> shown(Exception failure, Exchange exchange) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("time", Instant.now().toString());
    shown.put("failure", masked.apply(FailureSentence.of(failure)));
    for (String name : List.of(Variables.ADDRESS, Variables.DEVICE)) {
      Object value = exchange.getVariable(name);
      if (value != null) {
        shown.put(name, masked.apply(value.toString()));
      }
    }
    return shown;
  }
}
