package dev.tributary.tls;

import dev.tributary.config.Settings;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.nio.file.Path;
import javax.net.ssl.SSLException;

/** TLS to the broker from PEM files; without them, the JVM's trust store and no certificate. */
public final class ClientTls {
  private ClientTls() {}

  public static SslContext client(Settings.Tls files) {
    SslContextBuilder builder = SslContextBuilder.forClient().sslProvider(SslProvider.JDK);
    if (files.ca() != null) {
      reading("ca", files.ca(), () -> builder.trustManager(files.ca().toFile()));
    }
    if (files.certificate() != null) {
      if (files.key() == null) {
        throw new IllegalArgumentException(
            "tributary.mqtt.tls.certificate needs tributary.mqtt.tls.key beside it");
      }
      reading(
          "certificate and key",
          files.key(),
          () -> builder.keyManager(files.certificate().toFile(), files.key().toFile()));
    }
    try {
      return builder.build();
    } catch (SSLException e) {
      throw new IllegalArgumentException(
          "tributary.mqtt.tls.* cannot be used: " + e.getMessage(), e);
    }
  }

  private static void reading(String what, Path file, Runnable step) {
    try {
      step.run();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "tributary.mqtt.tls (%s) must be a readable PEM file, a key unencrypted PKCS#8, but is %s"
              .formatted(what, file),
          e);
    }
  }
}
