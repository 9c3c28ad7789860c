package dev.tributary.ingest.http;

import dev.tributary.contract.NamePattern;
import dev.tributary.contract.Reason;
import dev.tributary.contract.Rejection;
import io.vertx.core.http.HttpServerRequest;
import java.security.cert.CertificateException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/**
 * Senders known by the certificate of their connection: the common name and the alternative names
 * are the devices, or patterns of devices, that they may speak for.
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
  public SenderIdentity check(HttpServerRequest request) {
    try {
      SSLSession session = request.sslSession();
      if (session != null && session.getPeerCertificates()[0] instanceof X509Certificate first) {
        authorities.requireTrusted(session);
        return new SenderIdentity(names(first).stream().map(NamePattern::new).toList());
      }
    } catch (SSLPeerUnverifiedException none) {
      // The handshake asks for a certificate but lets senders without one in, so that they hear
      // why.
    } catch (CertificateParsingException | InvalidNameException e) {
      throw new Rejection(
          Reason.UNAUTHENTICATED, "the names in the client certificate cannot be read", e);
    } catch (CertificateException e) {
      throw new Rejection(
          Reason.UNAUTHENTICATED, "the client certificate is of no authority that counts now", e);
    }
    throw new Rejection(Reason.UNAUTHENTICATED, "this address asks for a client certificate");
  }

  private static List<String> names(X509Certificate certificate)
      throws CertificateParsingException, InvalidNameException {
    List<String> names = new ArrayList<>();
    for (Rdn rdn : new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
      if (rdn.getType().equalsIgnoreCase("CN")) {
        names.add(rdn.getValue().toString());
      }
    }
    if (certificate.getSubjectAlternativeNames() != null) {
      for (List<?> alternative : certificate.getSubjectAlternativeNames()) {
        if (alternative.get(1) instanceof String name) {
          names.add(name);
        }
      }
    }
    return names;
  }
}
