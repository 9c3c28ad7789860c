package dev.tributary.tls;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.X509ExtendedTrustManager;

/** Whose certificates clients may show, exchanged between one handshake and the next. */
final class RenewableTrust extends X509ExtendedTrustManager {
  private static final String VOUCHED_BY = "tributary.vouched-by";
  private static final String ANY_KEY = "UNKNOWN";

  private volatile X509ExtendedTrustManager now;

  void renew(X509ExtendedTrustManager next) {
    now = next;
  }

  /**
   * A connection outlives its handshake, and a resumed one has none: its client was vouched for by
   * the authorities of its day, and is asked for again once these have changed.
   */
  void require(SSLSession session) throws CertificateException, SSLPeerUnverifiedException {
    X509ExtendedTrustManager current = now;
    if (!current.equals(session.getValue(VOUCHED_BY))) {
      current.checkClientTrusted((X509Certificate[]) session.getPeerCertificates(), ANY_KEY);
      session.putValue(VOUCHED_BY, current);
    }
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    now.checkClientTrusted(chain, type, engine);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    now.checkClientTrusted(chain, type, socket);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    now.checkClientTrusted(chain, type);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    now.checkServerTrusted(chain, type, engine);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    now.checkServerTrusted(chain, type, socket);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    now.checkServerTrusted(chain, type);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return now.getAcceptedIssuers();
  }
}
