package dev.tributary.ingest.http;

import dev.tributary.brokers.Certificates;
import dev.tributary.config.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** An authority and the certificates that it signs. */
final class Certified {
  private static final char[] PASSWORD = Certificates.PASSWORD.toCharArray();

  private final Path folder;
  private final Certificates authority;

  Certified(Path folder) throws Exception {
    this.folder = folder;
    this.authority = Certificates.in(store("ca"), "ca", "Test CA", "-ext", "bc:c");
  }

  /** Makes one, or one more of the same name in the same files. */
  Settings.Tls issue(String name, String commonName) throws Exception {
    return issue(name, commonName, "ip:127.0.0.1");
  }

  Settings.Tls issue(String name, String commonName, String alternative) throws Exception {
    // Who signs has to be in the key store of who is signed.
    Files.copy(store("ca"), store(name), StandardCopyOption.REPLACE_EXISTING);
    Certificates issued =
        Certificates.in(
            store(name), name, commonName, "-signer", "ca", "-ext", "san=" + alternative);
    return new Settings.Tls(issued.certificate(), issued.key(), authority.certificate());
  }

  /** A client that trusts the authority and, unless null, shows this certificate. */
  SSLContext client(String name) throws Exception {
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    KeyStore authorities = empty();
    authorities.setCertificateEntry("ca", Certificates.read(store("ca")).getCertificate("ca"));
    trust.init(authorities);
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(name == null ? null : only(name), PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  /** Without the authority's key, which a client has not. */
  private KeyStore only(String name) throws Exception {
    KeyStore all = Certificates.read(store(name));
    KeyStore one = empty();
    one.setKeyEntry(name, all.getKey(name, PASSWORD), PASSWORD, all.getCertificateChain(name));
    return one;
  }

  private static KeyStore empty() throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  private Path store(String name) {
    return folder.resolve(name + ".p12");
  }
}
