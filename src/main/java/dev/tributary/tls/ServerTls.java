package dev.tributary.tls;

import dev.tributary.config.OperatorFile;
import dev.tributary.config.Settings;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.TrustOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** The PEM files of HTTPS. */
public final class ServerTls {
  private static final String PREFIX = "tributary.http.tls.";

  /** Vert.x would look up paths with it, and is given bytes. */
  private static final Vertx NO_PATHS = null;

  /** How a key of each type signs. */
  private static final Map<String, String> SIGNATURES =
      Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA");

  private final Settings.Tls tls;
  private final boolean mutual;
  private final RenewableIdentity identity = new RenewableIdentity();
  private final RenewableTrust trust = new RenewableTrust();

  /**
   * @throws IllegalArgumentException if one of them is not set that has to be
   */
  public ServerTls(Settings.Http settings) {
    tls = settings.tls();
    mutual = settings.auth().equals("mtls");
    if ((tls.certificate() == null) != (tls.key() == null)) {
      throw new IllegalArgumentException(
          PREFIX + "certificate and .key go together, but only one of them is set");
    }
    if (mutual && (tls.certificate() == null || tls.ca() == null)) {
      throw new IllegalArgumentException(
          "tributary.http.auth=mtls needs %1$scertificate, %1$skey and %1$sca, but not all are set"
              .formatted(PREFIX));
    }
  }

  public boolean isOn() {
    return tls.certificate() != null;
  }

  /** Whether clients are asked for a certificate. */
  public boolean isMutual() {
    return mutual;
  }

  public List<Path> files() {
    return Stream.of(tls.certificate(), tls.key(), tls.ca()).filter(Objects::nonNull).toList();
  }

  /** Shows what the files hold when {@link #renew} is called. */
  public KeyCertOptions identity() {
    return KeyCertOptions.wrap(identity);
  }

  public TrustOptions trusted() {
    return TrustOptions.wrap(trust);
  }

  /** Whether the authorities of now, too, vouch for a client. */
  public void requireTrusted(SSLSession session)
      throws CertificateException, SSLPeerUnverifiedException {
    trust.require(session);
  }

  /**
   * Activates what the files hold now, all of it or nothing.
   *
   * @throws IllegalArgumentException naming the file that is wrong
   */
  public void renew() {
    X509ExtendedKeyManager keys = keys();
    X509ExtendedTrustManager authorities = mutual ? authorities() : null;
    identity.renew(keys);
    trust.renew(authorities);
  }

  private X509ExtendedKeyManager keys() {
    PemKeyCertOptions files =
        new PemKeyCertOptions()
            .setCertValue(read("certificate", tls.certificate()))
            .setKeyValue(read("key", tls.key()));
    try {
      X509ExtendedKeyManager keys =
          (X509ExtendedKeyManager) files.getKeyManagerFactory(NO_PATHS).getKeyManagers()[0];
      requirePairs(keys);
      return keys;
    } catch (Exception e) {
      throw new IllegalArgumentException(
          PREFIX
              + "certificate and .key must be PEM files that belong together, but are \"%s\" and \"%s\" (%s)"
                  .formatted(tls.certificate(), tls.key(), e.getMessage()),
          e);
    }
  }

  /** One of the files may be renewed already and the other not yet. */
  private static void requirePairs(X509ExtendedKeyManager keys) throws GeneralSecurityException {
    for (Map.Entry<String, String> type : SIGNATURES.entrySet()) {
      String[] aliases = keys.getServerAliases(type.getKey(), null);
      for (String alias : aliases == null ? new String[0] : aliases) {
        Signature signature = Signature.getInstance(type.getValue());
        signature.initSign(keys.getPrivateKey(alias));
        byte[] signed = signature.sign();
        signature.initVerify(keys.getCertificateChain(alias)[0].getPublicKey());
        if (!signature.verify(signed)) {
          throw new GeneralSecurityException("the key is not the certificate's");
        }
      }
    }
  }

  private X509ExtendedTrustManager authorities() {
    try {
      KeyStore known = KeyStore.getInstance("PKCS12");
      known.load(null, null);
      for (Certificate each :
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(read("ca", tls.ca()).getBytes()))) {
        known.setCertificateEntry(String.valueOf(known.size()), each);
      }
      if (known.size() == 0) {
        throw new KeyStoreException("there is none in it");
      }
      TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
      factory.init(known);
      return (X509ExtendedTrustManager) factory.getTrustManagers()[0];
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalArgumentException(
          PREFIX
              + "ca must be a PEM file of certificates, but is \"%s\" (%s)"
                  .formatted(tls.ca(), e.getMessage()),
          e);
    }
  }

  private static Buffer read(String setting, Path file) {
    try {
      return Buffer.buffer(OperatorFile.bytes(file, OperatorFile.DATA));
    } catch (IOException e) {
      throw new IllegalArgumentException(
          PREFIX + "%s must be a readable PEM file, but is \"%s\" (%s)".formatted(setting, file, e),
          e);
    }
  }
}
