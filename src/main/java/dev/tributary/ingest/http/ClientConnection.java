package dev.tributary.ingest.http;

import dev.tributary.net.Channels;
import io.vertx.core.http.HttpConnection;
import java.time.Duration;

/**
 * One connection: what has to happen on it next, until when, and what is done if it does not. Lives
 * on the connection's event loop.
 */
final class ClientConnection {
  /** How long a sender may take for what is still to be written when its connection is closed. */
  private static final Duration FLUSH = Duration.ofSeconds(2);

  private final HttpConnection connection;
  private final boolean surplus;
  private long deadline;
  private Runnable late;
  private boolean closing;

  /**
   * @param surplus true if it is past the bound on connections: it is answered so once and closed
   */
  ClientConnection(HttpConnection connection, boolean surplus) {
    this.connection = connection;
    this.surplus = surplus;
  }

  boolean isSurplus() {
    return surplus;
  }

  void expect(Duration within, Runnable otherwise) {
    if (!closing) {
      set(within, otherwise);
    }
  }

  private void set(Duration within, Runnable otherwise) {
    deadline = System.nanoTime() + within.toNanos();
    late = otherwise;
  }

  /** From here on the gateway is the one that is waited for. */
  void expectNothing() {
    if (!closing) {
      late = null;
    }
  }

  /** Writes what is still to be written; who does not read it in time is cut off. */
  void close() {
    if (!closing) {
      closing = true;
      connection.close();
      set(FLUSH, this::abort);
    }
  }

  private void abort() {
    var unused = Channels.of(connection).close();
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
