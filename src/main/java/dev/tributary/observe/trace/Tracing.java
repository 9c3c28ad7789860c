package dev.tributary.observe.trace;

import dev.tributary.support.DaemonThreads;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.impl.debugger.BacklogTracer;
import org.apache.camel.spi.BacklogTracerEventMessage;
import org.apache.camel.support.SynchronizationAdapter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drives Camel's BacklogTracer for any number of viewers: on while one of them watches, off with
 * the last. The tracer has one queue of 1,000 steps for everybody, so few messages are begun
 * between two looks at it; the others count as dropped.
 */
public final class Tracing implements TracingMXBean, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Tracing.class);
  private static final long LEASE_NANOS = TimeUnit.SECONDS.toNanos(15);
  private static final long LOOK_MILLIS = 50;
  private static final int BEGUN_BETWEEN_LOOKS = 25;
  private static final int MAX_UNDER_WAY = 1000;
  private static final int MAX_VIEWERS = 20;
  private static final String NOT_TRACED = "tributary.not-traced";

  private final Snippets snippets;
  private final long leaseNanos;
  private final Map<String, Viewer> viewers = new ConcurrentHashMap<>();
  private final Map<String, Journey> journeys = new ConcurrentHashMap<>();
  private final Set<BacklogTracerEventMessage> seen =
      Collections.newSetFromMap(new IdentityHashMap<>());
  private final AtomicInteger begun = new AtomicInteger();
  private final ScheduledExecutorService timer = DaemonThreads.scheduler("tracing");
  private BacklogTracer tracer;
  private ScheduledFuture<?> looking;

  /**
   * @param secrets what no viewer may see; see {@code tributary.trace.mask}
   */
  public Tracing(List<Pattern> secrets) {
    this(secrets, LEASE_NANOS);
  }

  Tracing(List<Pattern> secrets, long leaseNanos) {
    this.snippets = new Snippets(secrets);
    this.leaseNanos = leaseNanos;
  }

  /** Prepares a context that has not started: its routes get what tracing needs, in standby. */
  public void bind(CamelContext camel) {
    camel.getRegistry().bind(ViewerLanguage.NAME, new ViewerLanguage(this::wanted));
    camel.setBacklogTracingStandby(true);
    tracer = BacklogTracer.createTracer(camel);
    tracer.setStandby(true);
    tracer.setBacklogSize(BacklogTracer.MAX_BACKLOG_SIZE);
    tracer.setRemoveOnDump(false);
    tracer.setBodyMaxChars(4 * Snippets.MAX_CHARS);
    tracer.setIncludeExchangeProperties(false);
    tracer.setIncludeExchangeVariables(false);
    tracer.setTraceRests(true);
    tracer.setTraceFilter(ViewerLanguage.NAME + ":");
    camel.getCamelContextExtension().addContextPlugin(BacklogTracer.class, tracer);
  }

  @Override
  public int getViewers() {
    return viewers.size();
  }

  @Override
  public boolean isTracing() {
    return tracer.isEnabled();
  }

  @Override
  public synchronized String open(String device, String route, String address) {
    if (viewers.size() >= MAX_VIEWERS) {
      throw new IllegalStateException(MAX_VIEWERS + " viewers watch already");
    }
    String lease = UUID.randomUUID().toString();
    viewers.put(lease, new Viewer(TraceFilter.of(device, route, address)));
    if (looking == null) {
      tracer.clear();
      tracer.setEnabled(true);
      looking =
          timer.scheduleWithFixedDelay(
              this::lookSafely, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }
    return lease;
  }

  @Override
  public String poll(String lease) {
    Viewer viewer = viewers.get(lease);
    if (viewer == null) {
      throw new IllegalArgumentException("this lease has ended; open another");
    }
    return viewer.poll().toString();
  }

  @Override
  public synchronized void close(String lease) {
    viewers.remove(lease);
    endWithTheLast();
  }

  @Override
  public synchronized void close() {
    viewers.clear();
    if (tracer != null) {
      endWithTheLast();
    }
    timer.shutdownNow();
  }

  private void endWithTheLast() {
    if (viewers.isEmpty()) {
      tracer.setEnabled(false);
      tracer.clear();
      seen.clear();
      journeys.clear();
      if (looking != null) {
        looking.cancel(false);
        looking = null;
      }
    }
  }

  /** Asked by the tracer before each step of each message. */
  private boolean wanted(Exchange exchange) {
    Journey journey = under(exchange);
    if (journey == null && exchange.getProperty(NOT_TRACED) == null) {
      journey = begin(exchange);
    }
    if (journey == null) {
      return false;
    }
    journey.mark();
    return true;
  }

  private Journey under(Exchange exchange) {
    Journey journey = journeys.get(exchange.getExchangeId());
    if (journey == null) {
      // a part of a split message belongs to the whole
      String whole = exchange.getProperty(ExchangePropertyKey.CORRELATION_ID, String.class);
      return whole == null ? null : journeys.get(whole);
    }
    return journey;
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
    if (begun.get() >= BEGUN_BETWEEN_LOOKS || journeys.size() >= MAX_UNDER_WAY) {
      interested.forEach(Viewer::drop);
      exchange.setProperty(NOT_TRACED, true);
      return null;
    }
    begun.incrementAndGet();
    Journey journey = new Journey(exchange, interested, snippets);
    journeys.put(exchange.getExchangeId(), journey);
    exchange
        .getExchangeExtension()
        .addOnCompletion(
            new SynchronizationAdapter() {
              @Override
              public void onDone(Exchange done) {
                journey.done(done);
              }
            });
    return journey;
  }

  /** A timer does not come back to a task that threw, and then no lease would ever end. */
  private void lookSafely() {
    try {
      look();
    } catch (RuntimeException e) {
      LOG.warn("What was traced could not be read and is left out: {}", e.toString());
      endSilent();
    }
  }

  private synchronized void endSilent() {
    viewers.values().removeIf(viewer -> viewer.silentNanos() > leaseNanos);
    endWithTheLast();
  }

  private synchronized void look() {
    List<String> ended =
        journeys.entrySet().stream()
            .filter(entry -> entry.getValue().isDone())
            .map(Map.Entry::getKey)
            .toList();
    // Told to remove what it hands out, the tracer loses what comes in meanwhile.
    List<BacklogTracerEventMessage> events = tracer.dumpAllTracedMessages();
    for (BacklogTracerEventMessage event : events) {
      if (!event.isFirst() && !event.isLast() && !seen.contains(event)) {
        Journey journey = journeys.get(event.getExchangeId());
        if (journey == null && event.getCorrelationExchangeId() != null) {
          journey = journeys.get(event.getCorrelationExchangeId());
        }
        if (journey != null) {
          journey.add(event);
        }
      }
    }
    seen.clear();
    seen.addAll(events);
    begun.set(0);
    ended.forEach(id -> journeys.remove(id).deliver());
    endSilent();
  }
}
