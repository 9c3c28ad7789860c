package dev.tributary.ingest.http;

import io.vertx.core.http.HttpConnection;
import java.time.Duration;

/**
 * One connection: what has to happen on it next, until when, and what is done if it does not. Lives
 * on the connection's event loop.
 */
final class ClientConnection {
  private final HttpConnection connection;
  private final boolean surplus;
  private long deadline;
  private Runnable late;

  /**
   * @param surplus true if it is past the bound on connections: it hears so once and is closed
   */
  ClientConnection(HttpConnection connection, boolean surplus) {
    this.connection = connection;
    this.surplus = surplus;
  }

  boolean isSurplus() {
    return surplus;
  }

  HttpConnection connection() {
    return connection;
  }

  void expect(Duration within, Runnable otherwise) {
    deadline = System.nanoTime() + within.toNanos();
    late = otherwise;
  }

  /** From here on the gateway is the one that is waited for. */
  void expectNothing() {
    late = null;
  }

  void close() {
    connection.close();
  }

  /** Does what was to be done at the deadline, once, if it has passed. */
  void check(long now) {
    Runnable action = late;
    if (action != null && now - deadline >= 0) {
      late = null;
      action.run();
    }
  }
}
