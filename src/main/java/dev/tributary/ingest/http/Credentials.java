package dev.tributary.ingest.http;

import dev.tributary.config.Settings;
import io.vertx.core.http.HttpServerRequest;

/** How senders prove who they are. */
interface Credentials extends AutoCloseable {
  /**
   * @throws dev.tributary.event.Rejection with {@code unauthenticated}
   */
  Sender check(HttpServerRequest request);

  @Override
  default void close() {}

  static Credentials of(Settings.Http settings, TlsFiles tls) {
    return switch (settings.auth()) {
      case "tokens" -> new Tokens(settings.tokensFile());
      case "mtls" -> new Certificates(tls::requireTrusted);
      default -> request -> Sender.ANYONE;
    };
  }
}
