package dev.tributary.brokers;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A certificate and its key as PEM files, made by the JDK's keytool. */
public record Certificates(Path certificate, Path key) {
  /** Of every key store and key here. */
  public static final String PASSWORD = "only-here";

  /**
   * One that signed itself.
   *
   * @param subjectAlternativeName {@code ip:127.0.0.1} or {@code dns:name}
   */
  public static Certificates of(Path directory, String name, String subjectAlternativeName)
      throws IOException, GeneralSecurityException, InterruptedException {
    Path store = directory.resolve(name + ".p12");
    return in(store, name, name, "-ext", "san=" + subjectAlternativeName);
  }

  /**
   * One more in a key store, which is made if need be; the PEM files lie beside it.
   *
   * @param options of {@code keytool -genkeypair}
   */
  public static Certificates in(Path store, String alias, String commonName, String... options)
      throws IOException, GeneralSecurityException, InterruptedException {
    generate(store, alias, commonName, options);
    KeyStore keys = read(store);
    return new Certificates(
        pem(
            store.resolveSibling(alias + ".crt"),
            "CERTIFICATE",
            keys.getCertificate(alias).getEncoded()),
        pem(
            store.resolveSibling(alias + ".key"),
            "PRIVATE KEY",
            keys.getKey(alias, PASSWORD.toCharArray()).getEncoded()));
  }

  /** What is in a key store. */
  public static KeyStore read(Path store) throws IOException, GeneralSecurityException {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    return keys;
  }

  private static void generate(Path store, String alias, String commonName, String... options)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                // It lives for half a second.
                "-J-XX:TieredStopAtLevel=1",
                "-J-XX:+UseSerialGC",
                "-genkeypair",
                "-alias",
                alias,
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + commonName,
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-keystore",
                store.toString()));
    command.addAll(List.of(options));
    Path log = store.resolveSibling(alias + ".log");
    Process keytool =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
      throw new IOException("keytool failed: " + Files.readString(log));
    }
  }

  private static Path pem(Path file, String label, byte[] der) throws IOException {
    String text = Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(der);
    return Files.writeString(
        file, "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(label, text, label));
  }
}
