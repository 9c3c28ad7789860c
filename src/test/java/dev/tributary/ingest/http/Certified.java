package dev.tributary.ingest.http;

import dev.tributary.config.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** An authority and the certificates that it signs, made with the JDK's keytool. */
final class Certified {
  private static final char[] PASSWORD = "changeit".toCharArray();

  private final Path folder;

  Certified(Path folder) throws Exception {
    this.folder = folder;
    keytool("-genkeypair", "-alias", "ca", "-dname", "CN=Test CA", "-ext", "bc:c");
    pem("ca.pem", store("ca").getCertificate("ca"));
  }

  /** Writes {@code <name>.pem} and {@code <name>.key}. */
  Settings.Tls issue(String name, String commonName) throws Exception {
    return issue(name, commonName, "ip:127.0.0.1");
  }

  Settings.Tls issue(String name, String commonName, String alternative) throws Exception {
    Files.deleteIfExists(folder.resolve(name + ".p12"));
    keytool("-genkeypair", "-alias", name, "-dname", "CN=" + commonName);
    Path request = folder.resolve(name + ".csr");
    keytool("-certreq", "-alias", name, "-file", request.toString());
    Path signed = folder.resolve(name + ".crt");
    keytool(
        "-gencert",
        "-alias",
        "ca",
        "-infile",
        request.toString(),
        "-outfile",
        signed.toString(),
        "-ext",
        "san=" + alternative);
    keytool("-importcert", "-alias", "ca", "-file", folder.resolve("ca.pem").toString(), name);
    keytool("-importcert", "-alias", name, "-file", signed.toString());
    KeyStore store = store(name);
    pem(name + ".pem", store.getCertificate(name));
    write(name + ".key", "PRIVATE KEY", store.getKey(name, PASSWORD).getEncoded());
    return new Settings.Tls(
        folder.resolve(name + ".pem"), folder.resolve(name + ".key"), folder.resolve("ca.pem"));
  }

  /** A client that trusts the authority and, unless null, shows this certificate. */
  SSLContext client(String name) throws Exception {
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    KeyStore authorities = KeyStore.getInstance("PKCS12");
    authorities.load(null, null);
    authorities.setCertificateEntry("ca", store("ca").getCertificate("ca"));
    trust.init(authorities);
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(name == null ? null : store(name), PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  private KeyStore store(String name) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(folder.resolve(name + ".p12"))) {
      store.load(in, PASSWORD);
    }
    return store;
  }

  private void pem(String file, Certificate certificate) throws Exception {
    write(file, "CERTIFICATE", certificate.getEncoded());
  }

  private void write(String file, String what, byte[] der) throws IOException {
    Files.writeString(
        folder.resolve(file),
        "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n"
            .formatted(what, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)));
  }

  /** Works on the store that the alias names, unless a last argument without dash names another. */
  private void keytool(String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    List<String> given = new ArrayList<>(List.of(arguments));
    String store = given.get(given.indexOf("-alias") + 1);
    if (given.get(0).equals("-importcert") && given.size() % 2 == 0) {
      store = given.remove(given.size() - 1);
    }
    command.addAll(given);
    command.addAll(List.of("-keystore", folder.resolve(store + ".p12").toString()));
    command.addAll(List.of("-storepass", new String(PASSWORD), "-noprompt"));
    if (given.get(0).equals("-genkeypair")) {
      command.addAll(List.of("-keyalg", "EC", "-validity", "2"));
    }
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IllegalStateException(command + ": " + output);
    }
  }
}
