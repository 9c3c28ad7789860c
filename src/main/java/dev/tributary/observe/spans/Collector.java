package dev.tributary.observe.spans;

import dev.tributary.config.OperatorFile;
import dev.tributary.config.Settings;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporterBuilder;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The way to the collector, OTLP over HTTP. */
final class Collector {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** Held, as its level goes with it. What the exporter logs each time, we log once. */
  private static final Logger EXPORTER = Logger.getLogger("io.opentelemetry");

  private Collector() {}

  static SpanExporter exporter(Settings.Otlp settings) throws IOException {
    EXPORTER.setLevel(Level.OFF);
    OtlpHttpSpanExporterBuilder exporter =
        OtlpHttpSpanExporter.builder()
            .setEndpoint(endpoint(settings).toString())
            .setConnectTimeout(PATIENCE)
            .setTimeout(PATIENCE)
            // A batch that fails is lost: the next ones wait behind it meanwhile.
            .setRetryPolicy(null);
    settings.headers().forEach(exporter::addHeader);
    Settings.Tls tls = settings.tls();
    if (tls.ca() != null) {
      exporter.setTrustedCertificates(pem("ca", tls.ca()));
    }
    if (tls.certificate() != null && tls.key() != null) {
      exporter.setClientTls(pem("key", tls.key()), pem("certificate", tls.certificate()));
    }
    return exporter.build();
  }

  private static byte[] pem(String key, Path file) throws IOException {
    try {
      return OperatorFile.bytes(file, OperatorFile.DATA);
    } catch (IOException e) {
      throw new IOException(
          "tributary.otlp.tls.%s must name a readable file but is \"%s\"".formatted(key, file), e);
    }
  }

  /** With the path that collectors listen on, where none was given. */
  static URI endpoint(Settings.Otlp settings) {
    URI given = settings.endpoint();
    String path = given.getPath();
    return path == null || path.isEmpty() || path.equals("/") ? given.resolve("/v1/traces") : given;
  }
}
