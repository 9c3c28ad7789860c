package dev.tributary.observe.trace;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.contract.Arrival;
import dev.tributary.contract.MessageTrace;
import dev.tributary.contract.MessageTracer;
import dev.tributary.contract.Outcome;
import dev.tributary.contract.StepListener;
import dev.tributary.engine.StepStream;
import dev.tributary.support.DaemonThreads;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.SynchronizationAdapter;

/**
 * Follows messages for any number of viewers: listens while one of them watches, stops with the
 * last. Of few messages the steps are recorded between two ticks of a timer; of the others only
 * those that fail are shown, with their outcome.
 */
public final class Tracing implements TracingMXBean, StepListener, MessageTracer, AutoCloseable {
  private static final long LEASE_NANOS = TimeUnit.SECONDS.toNanos(15);
  private static final long TICK_MILLIS = 50;
  private static final int BEGUN_BETWEEN_TICKS = 25;

  /** Those that are shown in detail, which takes longer. */
  private static final int DETAILED_BETWEEN_TICKS = 4;

  private static final int MAX_UNDER_WAY = 1000;
  private static final int MAX_VIEWERS = 20;

  /** An exchange property: the journey, or that this message is not followed. */
  private static final String JOURNEY = "tributary.journey";

  private static final String NOT_FOLLOWED = "not followed";

  /** An exchange property: what reports the outcome of a message whose steps are not recorded. */
  private static final String FATE = "tributary.fate";

  private final Snippets snippets;
  private final RecentFailures failures;
  private final long leaseNanos;
  private final Map<String, Viewer> viewers = new ConcurrentHashMap<>();
  private final AtomicInteger begun = new AtomicInteger();
  private final AtomicInteger detailed = new AtomicInteger();
  private final AtomicInteger underWay = new AtomicInteger();
  private final ScheduledExecutorService timer = DaemonThreads.scheduler("tracing");
  private StepStream steps;
  private ScheduledFuture<?> ticking;

  /**
   * @param secrets what no viewer may see; see {@code tributary.trace.mask}
   */
  public Tracing(List<Pattern> secrets) {
    this(secrets, LEASE_NANOS);
  }

  Tracing(List<Pattern> secrets, long leaseNanos) {
    this.snippets = new Snippets(secrets);
    this.failures = new RecentFailures(snippets);
    this.leaseNanos = leaseNanos;
  }

  /** The whole text without what is secret. */
  public String masked(String text) {
    return snippets.masked(text);
  }

  /** A text as a viewer may see it: short, on one line, without what is secret. */
  public String shown(String text) {
    return snippets.text(text);
  }

  public void bind(CamelContext camel) {
    steps = StepStream.of(camel);
  }

  /** The last messages that were not stored, which are recorded also while nobody watches. */
  public RecentFailures failures() {
    return failures;
  }

  @Override
  public int getViewers() {
    return viewers.size();
  }

  @Override
  public synchronized boolean isTracing() {
    return ticking != null;
  }

  @Override
  public String open(String device, String route, String address) {
    return open(device, route, address, false);
  }

  /** The same, shown bodies and variables before and after each step. */
  public String openDetailed(String device, String route, String address) {
    return open(device, route, address, true);
  }

  private synchronized String open(
      String device, String route, String address, boolean withDetails) {
    if (viewers.size() >= MAX_VIEWERS) {
      throw new IllegalStateException(MAX_VIEWERS + " viewers watch already");
    }
    String lease = UUID.randomUUID().toString();
    viewers.put(lease, new Viewer(TraceFilter.of(device, route, address), withDetails));
    if (ticking == null) {
      steps.add(this);
      ticking =
          timer.scheduleWithFixedDelay(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }
    return lease;
  }

  @Override
  public String poll(String lease) {
    return take(lease).toString();
  }

  /**
   * The same for viewers in this process.
   *
   * @throws IllegalArgumentException where the lease has ended
   */
  public ObjectNode take(String lease) {
    Viewer viewer = viewers.get(lease);
    if (viewer == null) {
      throw new IllegalArgumentException("this lease has ended; open another");
    }
    return viewer.poll();
  }

  @Override
  public synchronized void close(String lease) {
    viewers.remove(lease);
    endWithTheLast();
  }

  @Override
  public synchronized void close() {
    viewers.clear();
    endWithTheLast();
    timer.shutdownNow();
  }

  private void endWithTheLast() {
    if (viewers.isEmpty() && ticking != null) {
      steps.remove(this);
      ticking.cancel(false);
      ticking = null;
    }
  }

  private synchronized void tick() {
    begun.set(0);
    detailed.set(0);
    viewers.values().removeIf(viewer -> viewer.silentNanos() > leaseNanos);
    endWithTheLast();
  }

  @Override
  public void before(Step step, Exchange exchange) {
    // The parts of a split or multicast message carry what the whole carries.
    Object known = exchange.getProperty(JOURNEY);
    Journey journey = known == null ? begin(exchange) : known instanceof Journey j ? j : null;
    if (journey != null) {
      journey.before(step, exchange);
    }
  }

  @Override
  public void after(Step step, Exchange exchange) {
    if (exchange.getProperty(JOURNEY) instanceof Journey journey) {
      Exception failure = exchange.getException();
      if (failure != null) {
        journey.failed(step, failure);
      }
      journey.after(step, exchange);
    }
  }

  /** Messages that are refused before they come to a route have no step, but an outcome. */
  @Override
  public MessageTrace follow(DefaultConsumer consumer, Arrival arrival) {
    return viewers.isEmpty() ? MessageTrace.BY_NOBODY : new Fate(arrival);
  }

  /** What becomes of one message of which no step is recorded. */
  private final class Fate implements MessageTrace {
    private final Arrival arrival;
    private boolean entered;
    private volatile List<Viewer> interested = List.of();
    private volatile Journey journey;
    private volatile Outcome answer;

    Fate(Arrival arrival) {
      this.arrival = arrival;
    }

    @Override
    public void entered(Exchange exchange) {
      entered = true;
      exchange.setProperty(FATE, this);
    }

    @Override
    public Sending sending(Exchange exchange) {
      throw new IllegalStateException("it follows no records");
    }

    @Override
    public void left(Exchange exchange, Outcome outcome) {
      report(interested, exchange.getFromRouteId(), outcome);
      if (journey != null) {
        journey.answered(arrival, answer == null ? outcome : answer);
      }
    }

    /** A sender may be answered before its message has left, because it took too long. */
    @Override
    public void answered(Outcome outcome) {
      answer = outcome;
      if (!entered) {
        report(viewers.values(), null, outcome);
      }
    }

    private void report(Iterable<Viewer> those, String from, Outcome outcome) {
      List<String> visited = from == null ? List.of() : List.of(from);
      for (Viewer viewer : those) {
        TraceFilter filter = viewer.filter();
        if (outcome.isStored()) {
          viewer.drop();
        } else if (filter.matches(arrival.address()) && filter.matchesRoute(visited)) {
          viewer.offer(Journey.outcomeOnly(arrival, from, outcome, snippets, viewer.isDetailed()));
        }
      }
    }
  }

  /** Those for whom no step can be recorded now. */
  private List<Viewer> withoutRoom(List<Viewer> interested) {
    if (begun.get() >= BEGUN_BETWEEN_TICKS || underWay.get() >= MAX_UNDER_WAY) {
      return List.copyOf(interested);
    }
    boolean wanted = interested.stream().anyMatch(Viewer::isDetailed);
    return wanted && detailed.incrementAndGet() > DETAILED_BETWEEN_TICKS
        ? interested.stream().filter(Viewer::isDetailed).toList()
        : List.of();
  }

  private Journey begin(Exchange exchange) {
    List<Viewer> interested = new ArrayList<>(2);
    for (Viewer viewer : viewers.values()) {
      if (viewer.filter().matches(exchange)) {
        interested.add(viewer);
      }
    }
    if (interested.isEmpty()) {
      return null;
    }
    Fate fate = exchange.getProperty(FATE) instanceof Fate known ? known : null;
    List<Viewer> left = withoutRoom(interested);
    if (!left.isEmpty()) {
      if (fate == null) {
        left.forEach(Viewer::drop);
      } else {
        fate.interested = left;
      }
      interested.removeAll(left);
    }
    if (interested.isEmpty()) {
      exchange.setProperty(JOURNEY, NOT_FOLLOWED);
      return null;
    }
    begun.incrementAndGet();
    underWay.incrementAndGet();
    Journey journey = new Journey(exchange, interested, snippets, fate != null);
    if (fate != null) {
      fate.journey = journey;
    }
    exchange.setProperty(JOURNEY, journey);
    exchange
        .getExchangeExtension()
        .addOnCompletion(
            new SynchronizationAdapter() {
              @Override
              public void onDone(Exchange done) {
                underWay.decrementAndGet();
                journey.done(done);
              }
            });
    return journey;
  }
}
