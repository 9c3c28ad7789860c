package dev.tributary.observe;

import dev.tributary.net.Channels;
import io.vertx.core.http.HttpConnection;
import java.time.Duration;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The open connections of the management port. One too many closes the one that has asked nothing
 * for longest, so that a probe is always answered. Lives on the one event loop of the port.
 */
final class ManagementConnections {
  /** Probes, a few scrapers and browsers. */
  static final int MOST = 32;

  /** Browsers that show a live page. */
  static final int MOST_KEPT = 20;

  private final Map<HttpConnection, Long> lastRequests = new LinkedHashMap<>();
  private final Set<HttpConnection> kept = new HashSet<>();
  private final Duration patience;

  /**
   * @param patience how long a request, its answer and the silence behind it may take
   */
  ManagementConnections(Duration patience) {
    this.patience = patience;
  }

  void opened(HttpConnection connection) {
    lastRequests.put(connection, System.nanoTime());
    connection.closeHandler(
        closed -> {
          lastRequests.remove(connection);
          kept.remove(connection);
        });
    if (lastRequests.size() > MOST) {
      Iterator<HttpConnection> oldest = lastRequests.keySet().iterator();
      cut(oldest.next());
      oldest.remove();
    }
  }

  /** False where the answers before are not read, which could fill the heap: then it is cut off. */
  boolean asked(HttpConnection connection) {
    boolean isOpen = lastRequests.remove(connection) != null;
    if (isOpen && Channels.of(connection).channel().isWritable()) {
      lastRequests.put(connection, System.nanoTime());
      return true;
    }
    // behind what was read with this request, whose handling would fail on a closed connection
    Channels.of(connection).executor().execute(() -> cut(connection));
    return false;
  }

  /**
   * The answer to what was asked on it last may take for ever.
   *
   * @return false where so many do already
   */
  boolean keep(HttpConnection connection) {
    boolean kept = this.kept.size() < MOST_KEPT && lastRequests.remove(connection) != null;
    if (kept) {
      this.kept.add(connection);
    }
    return kept;
  }

  /** Cuts off who is silent, drips bytes or does not read. */
  void sweep() {
    long now = System.nanoTime();
    lastRequests
        .entrySet()
        .removeIf(
            connection -> {
              boolean isLate = now - connection.getValue() > patience.toNanos();
              if (isLate) {
                cut(connection.getKey());
              }
              return isLate;
            });
  }

  /** Vert.x' own close waits until all is written, for who reads nothing for ever. */
  private static void cut(HttpConnection connection) {
    var unused = Channels.of(connection).close();
  }
}
