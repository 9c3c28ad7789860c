package dev.tributary.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tributary.console.page.ConsolePage;
import dev.tributary.net.Channels;
import dev.tributary.support.DaemonThreads;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The open pages, which are sent what is new each second as server-sent events. With the last of
 * them all work stops. Who reads slowly misses seconds; who does not read is disconnected.
 */
final class Live implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Live.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int QUEUED_BYTES = 256 * 1024;
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(15);
  private static final long PERIOD_MILLIS = 1000;

  private final Supplier<Map<String, Object>> overview;
  private final long patienceNanos;
  private final Set<Reader> readers = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService thread = DaemonThreads.scheduler("console-live");
  private ScheduledFuture<?> ticking;
  private Map<String, Object> latest = Map.of();

  Live(Supplier<Map<String, Object>> overview) {
    this(overview, PATIENCE_NANOS);
  }

  /**
   * @param patienceNanos how long a browser may read nothing
   */
  Live(Supplier<Map<String, Object>> overview, long patienceNanos) {
    this.overview = overview;
    this.patienceNanos = patienceNanos;
  }

  /**
   * Sends until the browser goes or may read no longer.
   *
   * @param feed of the page, or null for the overview alone
   */
  void open(HttpServerRequest request, Supplier<ConsolePage.Feed> feed, BooleanSupplier allowed) {
    HttpServerResponse response = request.response();
    Headers.protect(response)
        .putHeader("Content-Type", "text/event-stream")
        .putHeader("Cache-Control", "no-store")
        .setChunked(true)
        .setWriteQueueMaxSize(QUEUED_BYTES);
    response.write("retry: 1000\n\n");
    Reader reader = new Reader(request, Vertx.currentContext(), feed, allowed);
    response.closeHandler(closed -> end(reader));
    response.exceptionHandler(failure -> end(reader));
    thread.execute(() -> add(reader));
  }

  /** How many pages are open. */
  int readers() {
    return readers.size();
  }

  private void add(Reader reader) {
    readers.add(reader);
    latest = overview.get();
    send(reader);
    if (ticking == null) {
      ticking =
          thread.scheduleAtFixedRate(
              this::tick, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void end(Reader reader) {
    reader.gone = true;
    if (!thread.isShutdown()) {
      thread.execute(
          () -> {
            readers.remove(reader);
            reader.close();
            if (readers.isEmpty() && ticking != null) {
              ticking.cancel(false);
              ticking = null;
            }
          });
    }
  }

  private void tick() {
    try {
      latest = overview.get();
      List.copyOf(readers).forEach(this::send);
    } catch (RuntimeException e) {
      // an exception would end the timer
      LOG.warn("The console cannot show the overview", e);
    }
  }

  private void send(Reader reader) {
    if (reader.gone || !reader.allowed.getAsBoolean() || !reader.keepsUp(patienceNanos)) {
      reader.cut();
    } else if (!reader.isFull()) {
      reader.send(latest);
    }
  }

  @Override
  public void close() {
    thread.execute(() -> readers.forEach(Reader::close));
    thread.shutdown();
  }

  /** One open page. Belongs to the one thread, but for {@link #gone}. */
  private static final class Reader {
    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final Context loop;
    private final Supplier<ConsolePage.Feed> opening;
    private final BooleanSupplier allowed;
    private ConsolePage.Feed feed;
    private long lastRoom = System.nanoTime();
    private volatile boolean gone;

    Reader(
        HttpServerRequest request,
        Context loop,
        Supplier<ConsolePage.Feed> opening,
        BooleanSupplier allowed) {
      this.request = request;
      this.response = request.response();
      this.loop = loop;
      this.opening = opening;
      this.allowed = allowed;
    }

    boolean isFull() {
      return response.writeQueueFull();
    }

    boolean keepsUp(long patienceNanos) {
      if (!isFull()) {
        lastRoom = System.nanoTime();
      }
      return System.nanoTime() - lastRoom < patienceNanos;
    }

    void send(Map<String, Object> overview) {
      StringBuilder events = new StringBuilder(event(null, overview));
      try {
        if (feed == null && opening != null) {
          feed = opening.get();
        }
        Object news = feed == null ? null : feed.next();
        events.append(news == null ? "" : event("page", news));
      } catch (Exception e) {
        // a page that cannot be opened yet is tried again, as while the routes start
        LOG.debug("A page cannot show what is new", e);
        events.append(event("failure", Map.of("error", Failures.sentence(e))));
      }
      loop.runOnContext(
          now -> {
            if (!response.closed() && !response.ended()) {
              var unused = response.write(events.toString());
            }
          });
    }

    /** Vert.x' own close waits until all is written, for who reads nothing for ever. */
    void cut() {
      var unused = Channels.of(request.connection()).close();
    }

    void close() {
      if (feed != null) {
        feed.close();
        feed = null;
      }
    }

    private static String event(String name, Object data) {
      try {
        return (name == null ? "" : "event: " + name + "\n")
            + "data: "
            + JSON.writeValueAsString(data)
            + "\n\n";
      } catch (JsonProcessingException e) {
        throw new IllegalArgumentException(e);
      }
    }
  }
}
