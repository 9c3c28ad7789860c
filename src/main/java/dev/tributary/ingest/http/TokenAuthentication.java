package dev.tributary.ingest.http;

import dev.tributary.contract.Grants;
import dev.tributary.contract.Reason;
import dev.tributary.contract.Rejection;
import dev.tributary.text.Sha256;
import dev.tributary.tls.FileWatch;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Senders known by a bearer token. TokenAuthentication are looked up by their hash, so that how
 * long a wrong one takes reveals nothing about a right one. The file is read again when it changes;
 * one that is wrong then is reported, and the last good one stays.
 */
final class TokenAuthentication implements Authentication {
  private static final Logger LOG = LoggerFactory.getLogger(TokenAuthentication.class);
  private static final String SCHEME = "bearer ";

  private final Path file;
  private final FileWatch watch;
  private volatile TokenFile tokens;

  /**
   * @throws IllegalArgumentException if the file is missing or wrong
   */
  TokenAuthentication(Path file) {
    if (file == null) {
      throw new IllegalArgumentException(
          "tributary.http.auth=tokens needs tributary.http.tokens-file, but that is not set");
    }
    this.file = file;
    this.tokens = TokenFile.read(file);
    this.watch = new FileWatch(List.of(file), this::reload);
  }

  private void reload() {
    try {
      tokens = TokenFile.read(file);
      LOG.info("The tokens of {} are active", file);
    } catch (IllegalArgumentException e) {
      LOG.warn(
          "{}; the previous tokens stay active",
          String.join("; ", e.getMessage().lines().toList()));
    }
  }

  @Override
  public Grants check(HttpServerRequest request) {
    String authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
    if (authorization == null
        || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      throw unauthenticated(
          request, "Bearer", "this address asks for Authorization: Bearer <token>");
    }
    Grants sender = tokens.find(Sha256.of(authorization.substring(SCHEME.length()).strip()));
    if (sender == null) {
      throw unauthenticated(request, "Bearer error=\"invalid_token\"", "this token is not known");
    }
    return sender;
  }

  private static Rejection unauthenticated(
      HttpServerRequest request, String challenge, String detail) {
    request.response().putHeader("WWW-Authenticate", challenge);
    return new Rejection(Reason.UNAUTHENTICATED, detail);
  }

  @Override
  public void close() {
    watch.close();
  }
}
