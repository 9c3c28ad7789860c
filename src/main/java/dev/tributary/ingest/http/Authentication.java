package dev.tributary.ingest.http;

import dev.tributary.config.Settings;
import dev.tributary.contract.Grants;
import dev.tributary.tls.ServerTls;
import io.vertx.core.http.HttpServerRequest;

/** How senders prove who they are. */
interface Authentication extends AutoCloseable {
  /**
   * @throws dev.tributary.contract.Rejection with {@code unauthenticated}
   */
  Grants check(HttpServerRequest request);

  @Override
  default void close() {}

  static Authentication of(Settings.Http settings, ServerTls tls) {
    return switch (settings.auth()) {
      case "tokens" -> new TokenAuthentication(settings.tokensFile());
      case "mtls" -> new CertificateAuthentication(tls::requireTrusted);
      default -> request -> Grants.ANYONE;
    };
  }
}
