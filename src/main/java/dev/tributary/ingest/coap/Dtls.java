package dev.tributary.ingest.coap;

import dev.tributary.config.Settings;
import dev.tributary.tls.PemFiles;
import java.net.InetSocketAddress;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import org.eclipse.californium.elements.Connector;
import org.eclipse.californium.elements.config.CertificateAuthenticationMode;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.californium.scandium.DTLSConnector;
import org.eclipse.californium.scandium.config.DtlsConfig;
import org.eclipse.californium.scandium.config.DtlsConfig.DtlsRole;
import org.eclipse.californium.scandium.config.DtlsConnectorConfig;
import org.eclipse.californium.scandium.dtls.CertificateType;
import org.eclipse.californium.scandium.dtls.pskstore.AdvancedMultiPskStore;
import org.eclipse.californium.scandium.dtls.x509.SingleCertificateProvider;
import org.eclipse.californium.scandium.dtls.x509.StaticNewAdvancedCertificateVerifier;

/** The credentials of CoAPS, read once, and the connectors that use them. */
final class Dtls {
  /** Long enough that devices behind a NAT keep their session over a new port. */
  private static final int CONNECTION_ID_BYTES = 6;

  private static final CertificateType X_509 = CertificateType.X_509;
  private static final String PREFIX = "tributary.coap.tls.";

  private final PskFile psk;
  private final PrivateKey key;
  private final X509Certificate[] chain;
  private final X509Certificate[] trusted;

  /**
   * @throws IllegalArgumentException if a file is missing or wrong
   */
  Dtls(Settings.Coap settings) {
    Settings.Tls tls = settings.tls();
    boolean certified = tls.certificate() != null || tls.key() != null || tls.ca() != null;
    if (certified && (tls.certificate() == null || tls.key() == null || tls.ca() == null)) {
      throw new IllegalArgumentException(
          "tributary.coap.tls.certificate, .key and .ca go together: devices are known by"
              + " certificates of that authority");
    }
    if (!certified && settings.pskFile() == null) {
      throw new IllegalArgumentException(
          "tributary.coap.secure-port needs tributary.coap.psk-file, or"
              + " tributary.coap.tls.certificate, .key and .ca");
    }
    psk = settings.pskFile() == null ? new PskFile(List.of()) : PskFile.read(settings.pskFile());
    chain = certified ? PemFiles.certificates(PREFIX + "certificate", tls.certificate()) : null;
    key = certified ? PemFiles.privateKey(PREFIX + "key", tls.key()) : null;
    trusted = certified ? PemFiles.certificates(PREFIX + "ca", tls.ca()) : null;
  }

  List<PskFile.Entry> identities() {
    return psk.entries();
  }

  Connector connector(InetSocketAddress address, Configuration configuration) {
    DtlsConnectorConfig.Builder builder =
        DtlsConnectorConfig.builder(configuration)
            .setAddress(address)
            .set(DtlsConfig.DTLS_ROLE, DtlsRole.SERVER_ONLY)
            .set(DtlsConfig.DTLS_CONNECTION_ID_LENGTH, CONNECTION_ID_BYTES)
            .set(DtlsConfig.DTLS_CLIENT_AUTHENTICATION_MODE, CertificateAuthenticationMode.NEEDED);
    if (!psk.entries().isEmpty()) {
      AdvancedMultiPskStore store = new AdvancedMultiPskStore();
      psk.entries().forEach(entry -> store.setKey(entry.identity(), entry.key()));
      builder.setAdvancedPskStore(store);
    }
    if (key != null) {
      builder
          .setCertificateIdentityProvider(new SingleCertificateProvider(key, chain, X_509))
          .setAdvancedCertificateVerifier(
              StaticNewAdvancedCertificateVerifier.builder()
                  .setTrustedCertificates(trusted)
                  .build());
    }
    return new DTLSConnector(builder.build());
  }
}
