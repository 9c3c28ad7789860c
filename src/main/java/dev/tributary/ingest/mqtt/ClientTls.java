package dev.tributary.ingest.mqtt;

import dev.tributary.config.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import javax.net.SocketFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** TLS to the broker from PEM files. The host name is checked by the client, always. */
final class ClientTls {
  private static final char[] IN_MEMORY = "in-memory".toCharArray();
  private static final List<String> KEY_KINDS = List.of("RSA", "EC", "EdDSA");

  private ClientTls() {}

  /** The factory for this broker's connections, or null where its URL asks for no TLS. */
  static SocketFactory socketFactory(String brokerUrl, Settings.Tls tls) {
    if (brokerUrl == null || !brokerUrl.matches("(ssl|wss)://.*")) {
      return null;
    }
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(
          tls.certificate() == null ? null : keys(tls).getKeyManagers(),
          tls.ca() == null ? null : trust(tls.ca()).getTrustManagers(),
          null);
      return context.getSocketFactory();
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalArgumentException(
          "tributary.mqtt.tls.* must name readable PEM files: " + e.getMessage(), e);
    }
  }

  private static TrustManagerFactory trust(Path ca) throws IOException, GeneralSecurityException {
    KeyStore store = emptyStore();
    int number = 0;
    for (Certificate certificate : certificates(ca)) {
      store.setCertificateEntry("ca-" + number++, certificate);
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory;
  }

  private static KeyManagerFactory keys(Settings.Tls tls)
      throws IOException, GeneralSecurityException {
    if (tls.key() == null) {
      throw new InvalidKeySpecException("tributary.mqtt.tls.key is not set");
    }
    KeyStore store = emptyStore();
    store.setKeyEntry(
        "client",
        privateKey(tls.key()),
        IN_MEMORY,
        certificates(tls.certificate()).toArray(Certificate[]::new));
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, IN_MEMORY);
    return factory;
  }

  private static Collection<? extends Certificate> certificates(Path file)
      throws IOException, GeneralSecurityException {
    try (InputStream in = Files.newInputStream(file)) {
      return CertificateFactory.getInstance("X.509").generateCertificates(in);
    }
  }

  private static PrivateKey privateKey(Path file) throws IOException, GeneralSecurityException {
    String pem = Files.readString(file);
    if (!pem.contains("-----BEGIN PRIVATE KEY-----")) {
      throw new InvalidKeySpecException(
          "%s holds no PKCS#8 key (openssl pkcs8 -topk8 -nocrypt makes one)".formatted(file));
    }
    byte[] der = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
    for (String kind : KEY_KINDS) {
      try {
        return KeyFactory.getInstance(kind).generatePrivate(new PKCS8EncodedKeySpec(der));
      } catch (InvalidKeySpecException e) {
        // Another kind of key.
      }
    }
    throw new InvalidKeySpecException("%s holds no RSA, EC or EdDSA key".formatted(file));
  }

  private static KeyStore emptyStore() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }
}
