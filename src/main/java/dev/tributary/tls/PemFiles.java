package dev.tributary.tls;

import dev.tributary.config.OperatorFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import org.eclipse.californium.elements.util.SslContextUtil;

/** Certificates and keys in PEM; a problem of a file is reported with the name of its setting. */
public final class PemFiles {
  private PemFiles() {}

  /**
   * @throws IllegalArgumentException if there are none in it
   */
  public static X509Certificate[] certificates(String setting, Path file) {
    try (InputStream in = open(file)) {
      X509Certificate[] found =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(in)
              .toArray(X509Certificate[]::new);
      if (found.length > 0) {
        return found;
      }
    } catch (IOException | GeneralSecurityException e) {
      throw unreadable(setting, "certificates", file, e);
    }
    throw unreadable(setting, "certificates", file, null);
  }

  /**
   * @throws IllegalArgumentException if there is none in it
   */
  public static PrivateKey privateKey(String setting, Path file) {
    try (InputStream in = open(file)) {
      PrivateKey found = SslContextUtil.loadPemCredentials(in).getPrivateKey();
      if (found != null) {
        return found;
      }
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      throw unreadable(setting, "a private key", file, e);
    }
    throw unreadable(setting, "a private key", file, null);
  }

  private static InputStream open(Path file) throws IOException {
    return new ByteArrayInputStream(OperatorFile.bytes(file, OperatorFile.DATA));
  }

  private static IllegalArgumentException unreadable(
      String setting, String what, Path file, Exception cause) {
    return new IllegalArgumentException(
        "%s must be a PEM file with %s, but is \"%s\"%s"
            .formatted(setting, what, file, cause == null ? "" : " (" + cause + ")"),
        cause);
  }
}
