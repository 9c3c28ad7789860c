package dev.tributary.ingest.http;

import dev.tributary.contract.Grants;
import dev.tributary.contract.Reason;
import dev.tributary.contract.Rejection;
import dev.tributary.ingest.CertificateGrants;
import io.vertx.core.http.HttpServerRequest;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/**
 * Senders known by the certificate of their connection, whose names define {@linkplain
 * CertificateGrants what they may send}.
 */
final class CertificateAuthentication implements Authentication {
  /** Whose word counts for the client of a connection. */
  interface Authorities {
    void requireTrusted(SSLSession session) throws CertificateException, SSLPeerUnverifiedException;
  }

  private final Authorities authorities;

  CertificateAuthentication(Authorities authorities) {
    this.authorities = authorities;
  }

  @Override
  public Grants check(HttpServerRequest request) {
    try {
      SSLSession session = request.sslSession();
      if (session != null && session.getPeerCertificates()[0] instanceof X509Certificate first) {
        authorities.requireTrusted(session);
        return CertificateGrants.of(first);
      }
    } catch (SSLPeerUnverifiedException none) {
      // The handshake asks for a certificate but lets senders without one in, so that they are
      // answered
      // why.
    } catch (CertificateException e) {
      throw new Rejection(
          Reason.UNAUTHENTICATED, "the client certificate is of no authority that counts now", e);
    }
    throw new Rejection(Reason.UNAUTHENTICATED, "this address asks for a client certificate");
  }
}
