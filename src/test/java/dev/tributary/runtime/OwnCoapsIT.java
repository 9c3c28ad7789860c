package dev.tributary.runtime;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tributary.dev.FreePorts;
import dev.tributary.reload.PipelineFolder;
import dev.tributary.world.World;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.eclipse.californium.core.CoapClient;
import org.eclipse.californium.core.CoapResponse;
import org.eclipse.californium.core.network.CoapEndpoint;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.californium.elements.exception.ConnectorException;
import org.eclipse.californium.elements.util.SslContextUtil;
import org.eclipse.californium.scandium.DTLSConnector;
import org.eclipse.californium.scandium.config.DtlsConfig;
import org.eclipse.californium.scandium.config.DtlsConfig.DtlsRole;
import org.eclipse.californium.scandium.config.DtlsConnectorConfig;
import org.eclipse.californium.scandium.dtls.CertificateType;
import org.eclipse.californium.scandium.dtls.pskstore.AdvancedSinglePskStore;
import org.eclipse.californium.scandium.dtls.x509.SingleCertificateProvider;
import org.eclipse.californium.scandium.dtls.x509.StaticNewAdvancedCertificateVerifier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An operator's own route on {@code coaps:}, asked by clients of two makers over DTLS. */
class OwnCoapsIT {
  private static final String KEY = "sixteen byte key";
  private static final Path PEM = Path.of("src/test/resources/coap");
  private static final String ROUTES =
      """
      - route:
          id: own-lamp
          from:
            uri: "coaps://{{tributary.coap.host}}:{{tributary.coap.secure-port}}/lamps/{lamp}"
            steps:
              - setBody: { simple: "lamp ${header.lamp} ${body}" }
              - setHeader: { name: Content-Type, constant: text/plain }
      - route:
          id: own-broken
          from:
            uri: "coaps://{{tributary.coap.host}}:{{tributary.coap.secure-port}}/broken"
            steps:
              - throwException: { exceptionType: java.lang.IllegalStateException, message: secret }
      """;

  @TempDir private static Path folder;
  private static int port;
  private static Gateway gateway;

  @BeforeAll
  static void start() throws Exception {
    PipelineFolder routes = PipelineFolder.copy(folder.resolve("routes"));
    routes.save("own.camel.yaml", ROUTES);
    Path keys = folder.resolve("psk.txt");
    Files.writeString(keys, "lamp-user " + HexFormat.of().formatHex(KEY.getBytes(US_ASCII)) + "\n");
    port = FreePorts.one();
    gateway =
        World.gateway(
            Map.of(
                "tributary.kafka.brokers",
                "127.0.0.1:" + FreePorts.one(),
                "tributary.mqtt.broker-url",
                "",
                "tributary.http.port",
                "",
                "tributary.management.port",
                "",
                "tributary.coap.port",
                "0",
                "tributary.coap.secure-port",
                String.valueOf(port),
                "tributary.coap.psk-file",
                keys.toString(),
                "tributary.coap.tls.certificate",
                PEM.resolve("server.pem").toString(),
                "tributary.coap.tls.key",
                PEM.resolve("server.key").toString(),
                "tributary.coap.tls.ca",
                PEM.resolve("ca.pem").toString()),
            routes.path());
    gateway.start();
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @Test
  void answersAClientWithAKey() throws Exception {
    CoapClient client = withKey(KEY);

    CoapResponse answer = client.setURI(uri("lamps/kitchen")).post("on", 0);
    assertThat(answer.getCode().toString()).isEqualTo("2.05");
    assertThat(answer.getResponseText()).isEqualTo("lamp kitchen on");
    assertThat(client.setURI(uri("broken")).get())
        .satisfies(broken -> assertThat(broken.getCode().toString()).isEqualTo("5.00"))
        .satisfies(broken -> assertThat(broken.getResponseText()).doesNotContain("secret"));
    assertThat(client.setURI(uri("nothing")).get().getCode().toString()).isEqualTo("4.04");
    client.shutdown();
  }

  @Test
  void answersAClientWithACertificate() throws Exception {
    CoapClient client = withCertificate("device");

    assertThat(client.setURI(uri("lamps/hall")).post("off", 0).getResponseText())
        .isEqualTo("lamp hall off");
    client.shutdown();
  }

  @Test
  void answersNobodyWithoutEither() throws Exception {
    for (CoapClient client : List.of(withKey("another key 1234"), withCertificate("stranger"))) {
      assertThatThrownBy(() -> client.setURI(uri("lamps/kitchen")).get())
          .isInstanceOfAny(ConnectorException.class, IOException.class);
      client.shutdown();
    }
    int open = gateway.coapPort().orElseThrow();
    CoapClient plain = new CoapClient("coap://127.0.0.1:" + open + "/lamps/kitchen");
    assertThat(plain.get().getCode().toString()).isEqualTo("4.04");
    plain.shutdown();
  }

  @ParameterizedTest
  @ValueSource(strings = {"coap-client-openssl", "coap-client-gnutls"})
  void answersTheClientsOfLibcoap(String client) throws Exception {
    assumeTrue(installed(client));
    Process asking =
        new ProcessBuilder(
                client,
                "-B",
                "10",
                "-u",
                "lamp-user",
                "-k",
                KEY,
                "-m",
                "post",
                "-e",
                "on",
                uri("lamps/porch"))
            .redirectErrorStream(true)
            .start();

    assertThat(new String(asking.getInputStream().readAllBytes(), US_ASCII))
        .contains("lamp porch on");
  }

  private static boolean installed(String client) {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, client)));
  }

  private static String uri(String path) {
    return "coaps://127.0.0.1:" + port + "/" + path;
  }

  private static CoapClient withKey(String key) {
    return client(
        builder()
            .setAdvancedPskStore(new AdvancedSinglePskStore("lamp-user", key.getBytes(US_ASCII))));
  }

  private static CoapClient withCertificate(String name) throws Exception {
    try (InputStream key = Files.newInputStream(PEM.resolve(name + ".key"))) {
      return client(
          builder()
              .setCertificateIdentityProvider(
                  new SingleCertificateProvider(
                      SslContextUtil.loadPemCredentials(key).getPrivateKey(),
                      new Certificate[] {certificate(name)},
                      CertificateType.X_509))
              .setAdvancedCertificateVerifier(
                  StaticNewAdvancedCertificateVerifier.builder()
                      .setTrustedCertificates(certificate("ca"))
                      .build()));
    }
  }

  private static Certificate certificate(String name) throws Exception {
    try (InputStream pem = Files.newInputStream(PEM.resolve(name + ".pem"))) {
      return CertificateFactory.getInstance("X.509").generateCertificate(pem);
    }
  }

  private static DtlsConnectorConfig.Builder builder() {
    return DtlsConnectorConfig.builder(Configuration.createStandardWithoutFile())
        .set(DtlsConfig.DTLS_ROLE, DtlsRole.CLIENT_ONLY)
        .set(DtlsConfig.DTLS_VERIFY_SERVER_CERTIFICATES_SUBJECT, false)
        .set(DtlsConfig.DTLS_RETRANSMISSION_TIMEOUT, 500, TimeUnit.MILLISECONDS)
        .set(DtlsConfig.DTLS_MAX_RETRANSMISSIONS, 2);
  }

  private static CoapClient client(DtlsConnectorConfig.Builder dtls) {
    CoapClient client = new CoapClient();
    client.setEndpoint(
        CoapEndpoint.builder()
            .setConfiguration(Configuration.createStandardWithoutFile())
            .setConnector(new DTLSConnector(dtls.build()))
            .build());
    client.setTimeout(10_000L);
    return client;
  }
}
