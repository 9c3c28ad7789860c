package dev.tributary.engine;

import dev.tributary.config.FailureSentence;
import dev.tributary.support.DaemonThreads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts an operator's own routes once the pipeline runs. What one of them needs may be away: that
 * keeps nothing else from starting, and is tried again until it is there, as Camel's supervising
 * route controller does.
 */
final class OwnStarts implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger("dev.tributary.routes");
  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofMinutes(1);

  private final List<Route> pending = new ArrayList<>();
  private final Map<Route, String> failing = new ConcurrentHashMap<>();
  private final ScheduledExecutorService timer = DaemonThreads.scheduler("own-routes");

  /** Takes this route over from Camel, which would give up with the first that does not start. */
  synchronized void take(Route route) {
    if (Boolean.TRUE.equals(route.isAutoStartup())) {
      route.setAutoStartup(false);
      pending.add(route);
    }
  }

  /** Starts what has been taken since, in the order that Camel would. */
  void start(CamelContext camel) {
    List<Route> now;
    synchronized (this) {
      now = new ArrayList<>(pending);
      pending.clear();
    }
    now.sort(
        Comparator.comparing(
            Route::getStartupOrder, Comparator.nullsLast(Comparator.naturalOrder())));
    now.forEach(route -> attempt(camel, route, FIRST));
  }

  private void attempt(CamelContext camel, Route route, Duration wait) {
    if (camel.getRoute(route.getId()) != route || camel.isStopping() || camel.isStopped()) {
      failing.remove(route);
      return;
    }
    try {
      camel.getRouteController().startRoute(route.getId());
      if (failing.remove(route) != null) {
        LOG.info("Route {} runs now", route.getId());
      }
    } catch (Exception | Error e) {
      String why = FailureSentence.of(root(e));
      if (failing.put(route, why) == null) {
        LOG.error(
            "Route {} does not start and is tried again until it does: {} ({})",
            route.getId(),
            why,
            route.getSourceLocationShort());
      }
      Duration next = wait.multipliedBy(2);
      ScheduledFuture<?> unused =
          timer.schedule(
              () -> attempt(camel, route, next.compareTo(LONGEST) < 0 ? next : LONGEST),
              wait.toMillis(),
              TimeUnit.MILLISECONDS);
    }
  }

  private static Throwable root(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null && cause.getCause() != cause) {
      cause = cause.getCause();
    }
    return cause;
  }

  /** A sentence for each route that waits for what it needs. */
  List<String> waiting() {
    return failing.entrySet().stream()
        .map(
            route ->
                "route %s does not start: %s".formatted(route.getKey().getId(), route.getValue()))
        .sorted()
        .toList();
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
