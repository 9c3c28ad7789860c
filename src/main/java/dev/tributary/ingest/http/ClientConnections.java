package dev.tributary.ingest.http;

import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The connections of one event loop. One sweep watches all their deadlines, which is cheaper than a
 * timer for each request and also bounds a sender that drips a byte now and then.
 */
final class ClientConnections {
  static final long SWEEP_MILLIS = 100;

  private final IdentityHashMap<HttpConnection, ClientConnection> clients = new IdentityHashMap<>();
  private final AtomicInteger all;
  private final int most;
  private final Duration patience;
  private final ReceiveBudget receiving;

  /**
   * @param all counts the connections of all loops
   * @param receiving what they hold that was read too early
   */
  ClientConnections(AtomicInteger all, int most, Duration patience, ReceiveBudget receiving) {
    this.all = all;
    this.most = most;
    this.patience = patience;
    this.receiving = receiving;
  }

  void opened(HttpConnection connection) {
    int now = all.incrementAndGet();
    connection.closeHandler(closed -> this.closed(connection));
    PipeliningGuard.on(connection, receiving);
    ClientConnection client = new ClientConnection(connection, now > most);
    client.expect(client.isSurplus() ? Duration.ofSeconds(1) : patience, client::close);
    clients.put(connection, client);
  }

  private void closed(HttpConnection connection) {
    all.decrementAndGet();
    clients.remove(connection);
  }

  /**
   * The exchange of this request; null where its connection is closed, as it is not one of ours.
   */
  RequestExchange exchange(HttpServerRequest request) {
    ClientConnection client = clients.get(request.connection());
    if (client == null) {
      request.connection().close();
      return null;
    }
    return new RequestExchange(request, client, patience, receiving.share());
  }

  void sweep() {
    long now = System.nanoTime();
    for (ClientConnection client : new ArrayList<>(clients.values())) {
      client.check(now);
    }
  }
}
