package dev.tributary.ingest.http;

import dev.tributary.config.Settings;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.SSLOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** The PEM files of HTTPS. */
final class TlsFiles {
  private static final String PREFIX = "tributary.http.tls.";

  private final Settings.Tls tls;
  private final boolean mutual;

  /**
   * @throws IllegalArgumentException if one of them is not set that has to be
   */
  TlsFiles(Settings.Http settings) {
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

  boolean isOn() {
    return tls.certificate() != null;
  }

  /** Whether clients are asked for a certificate. */
  boolean isMutual() {
    return mutual;
  }

  List<Path> files() {
    return Stream.of(tls.certificate(), tls.key(), tls.ca()).filter(Objects::nonNull).toList();
  }

  PemKeyCertOptions identity() {
    return new PemKeyCertOptions()
        .setCertValue(read("certificate", tls.certificate()))
        .setKeyValue(read("key", tls.key()));
  }

  PemTrustOptions trusted() {
    return new PemTrustOptions().addCertValue(read("ca", tls.ca()));
  }

  SSLOptions options() {
    SSLOptions options = new SSLOptions().setKeyCertOptions(identity());
    return mutual ? options.setTrustOptions(trusted()) : options;
  }

  private static Buffer read(String setting, Path file) {
    try {
      return Buffer.buffer(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new IllegalArgumentException(
          PREFIX + "%s must be a readable PEM file, but is \"%s\" (%s)".formatted(setting, file, e),
          e);
    }
  }
}
