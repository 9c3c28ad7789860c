package dev.tributary.simulate;

import dev.tributary.config.Settings;
import dev.tributary.tls.PemFiles;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.TrustOptions;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.X509KeyManager;
import org.eclipse.californium.elements.Connector;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.californium.elements.util.SslContextUtil;
import org.eclipse.californium.scandium.DTLSConnector;
import org.eclipse.californium.scandium.config.DtlsConfig;
import org.eclipse.californium.scandium.config.DtlsConfig.DtlsRole;
import org.eclipse.californium.scandium.config.DtlsConnectorConfig;
import org.eclipse.californium.scandium.dtls.CertificateType;
import org.eclipse.californium.scandium.dtls.pskstore.AdvancedSinglePskStore;
import org.eclipse.californium.scandium.dtls.x509.SingleCertificateProvider;
import org.eclipse.californium.scandium.dtls.x509.StaticNewAdvancedCertificateVerifier;

/** Whom devices trust where there is TLS or DTLS, and what they show there. */
public final class Credentials {
  /** Java's authorities, and nothing to show. */
  public static final Credentials NONE = new Credentials(null, null, null, null);

  private static final String ALIAS = "device";
  private static final int MOST_DURING_HANDSHAKE = 50_000;

  private final X509Certificate[] authorities;
  private final X509Certificate[] chain;
  private final PrivateKey key;
  private final AdvancedSinglePskStore shared;

  private Credentials(
      X509Certificate[] authorities,
      X509Certificate[] chain,
      PrivateKey key,
      AdvancedSinglePskStore shared) {
    this.authorities = authorities;
    this.chain = chain;
    this.key = key;
    this.shared = shared;
  }

  /**
   * What is null is not asked for.
   *
   * @param sharedKey in hex
   * @throws IllegalArgumentException if a file is wrong, or half of a pair is missing
   */
  public static Credentials of(Settings.Tls files, String sharedIdentity, String sharedKey) {
    requirePair(files.certificate(), files.key(), "--certificate and --key");
    requirePair(sharedIdentity, sharedKey, "--coap-identity and --coap-key");
    boolean certified = files.certificate() != null;
    return new Credentials(
        files.ca() == null ? null : PemFiles.certificates("--ca", files.ca()),
        certified ? PemFiles.certificates("--certificate", files.certificate()) : null,
        certified ? PemFiles.privateKey("--key", files.key()) : null,
        sharedIdentity == null ? null : shared(sharedIdentity, sharedKey));
  }

  private static void requirePair(Object one, Object other, String names) {
    if ((one == null) != (other == null)) {
      throw new IllegalArgumentException(names + " go together, but only one of them is given");
    }
  }

  private static AdvancedSinglePskStore shared(String identity, String key) {
    try {
      return new AdvancedSinglePskStore(identity, HexFormat.of().parseHex(key));
    } catch (IllegalArgumentException e) {
      // the cause would show the key
      throw new IllegalArgumentException("--coap-key is written in hex, two digits for each byte");
    }
  }

  /** For {@code ssl://}. */
  SSLSocketFactory sockets() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(
          key == null ? null : SslContextUtil.createKeyManager(ALIAS, key, chain),
          authorities == null ? null : SslContextUtil.createTrustManager(ALIAS, authorities),
          null);
      return context.getSocketFactory();
    } catch (GeneralSecurityException e) {
      throw unusable(e);
    }
  }

  /** For {@code https://}. */
  HttpClientOptions show(HttpClientOptions options) {
    try {
      if (authorities != null) {
        options.setTrustOptions(
            TrustOptions.wrap(SslContextUtil.createTrustManager(ALIAS, authorities)[0]));
      }
      if (key != null) {
        options.setKeyCertOptions(
            KeyCertOptions.wrap(
                (X509KeyManager) SslContextUtil.createKeyManager(ALIAS, key, chain)[0]));
      }
      return options;
    } catch (GeneralSecurityException e) {
      throw unusable(e);
    }
  }

  private static IllegalArgumentException unusable(GeneralSecurityException e) {
    return new IllegalArgumentException(
        "--ca, --certificate and --key cannot be used: " + e.getMessage(), e);
  }

  /** For {@code coaps://}. */
  Connector dtls(Configuration configuration) {
    if (shared == null && (key == null || authorities == null)) {
      throw new IllegalArgumentException(
          "coaps needs --coap-identity and --coap-key, or --ca, --certificate and --key");
    }
    DtlsConnectorConfig.Builder builder =
        DtlsConnectorConfig.builder(configuration)
            .set(DtlsConfig.DTLS_ROLE, DtlsRole.CLIENT_ONLY)
            .set(DtlsConfig.DTLS_CONNECTION_ID_LENGTH, 0)
            .set(DtlsConfig.DTLS_RECEIVER_THREAD_COUNT, 1)
            .set(DtlsConfig.DTLS_CONNECTOR_THREAD_COUNT, 1)
            // what is over this is dropped without a word
            .set(DtlsConfig.DTLS_MAX_DEFERRED_OUTBOUND_APPLICATION_MESSAGES, MOST_DURING_HANDSHAKE)
            // a gateway that is away is asked again by the next message
            .set(DtlsConfig.DTLS_MAX_RETRANSMISSIONS, 2);
    if (shared != null) {
      builder.setAdvancedPskStore(shared);
    } else {
      builder
          .setCertificateIdentityProvider(
              new SingleCertificateProvider(key, chain, CertificateType.X_509))
          .setAdvancedCertificateVerifier(
              StaticNewAdvancedCertificateVerifier.builder()
                  .setTrustedCertificates(authorities)
                  .build());
    }
    return new DTLSConnector(builder.build());
  }
}
