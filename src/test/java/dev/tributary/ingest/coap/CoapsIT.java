package dev.tributary.ingest.coap;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tributary.brokers.Certificates;
import dev.tributary.config.Settings;
import dev.tributary.contract.Reason;
import dev.tributary.contract.Variables;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.californium.core.CoapClient;
import org.eclipse.californium.core.CoapResponse;
import org.eclipse.californium.core.coap.BlockOption;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.config.CoapConfig;
import org.eclipse.californium.core.network.CoapEndpoint;
import org.eclipse.californium.elements.DtlsEndpointContext;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CoapsIT {
  private static final byte[] KEY = new byte[16];
  private static final String KEY_HEX = "00".repeat(16);
  private static final Path PEM = Path.of("src/test/resources/coap");

  /** An authority of the test's own, and a device that it binds to a region. */
  @TempDir static Path authority;

  @TempDir Path folder;
  private CoapWorld world;

  @BeforeAll
  static void certify() throws Exception {
    Certificates ca =
        Certificates.in(
            authority.resolve("ca.p12"), "ca", "Own CA", "-ext", "bc:c", "-groupname", "secp256r1");
    Certificates.in(
        Files.copy(authority.resolve("ca.p12"), authority.resolve("device-eu.p12")),
        "device-eu",
        "eu-2, OU=region:eu",
        "-signer",
        "ca",
        "-groupname",
        "secp256r1");
    Files.writeString(
        authority.resolve("both.pem"),
        Files.readString(PEM.resolve("ca.pem")) + Files.readString(ca.certificate()));
  }

  @BeforeEach
  void open() throws Exception {
    Path psks = folder.resolve("psk.txt");
    Files.writeString(
        psks,
        """
        # identity, key, devices
        dev-1 %1$s
        gw-7  %1$s  site7-*
        eu-1  %1$s  region=eu
        gw-eu %1$s  site9-* region=eu-*
        """
            .formatted(KEY_HEX));
    world =
        CoapWorld.open(
            psks,
            new Settings.Tls(
                PEM.resolve("server.pem"),
                PEM.resolve("server.key"),
                authority.resolve("both.pem")));
  }

  @AfterEach
  void close() throws Exception {
    world.close();
  }

  @ParameterizedTest
  @CsvSource({
    "dev-1, devices/dev-1/telemetry, CHANGED",
    "dev-1, devices/dev-2/telemetry, FORBIDDEN",
    "dev-1, gateways/dev-1/telemetry, CHANGED",
    "dev-1, gateways/gw-7/telemetry, FORBIDDEN",
    "gw-7, devices/site7-a/telemetry, CHANGED",
    "gw-7, devices/site8-a/telemetry, FORBIDDEN",
    "gw-7, gateways/gw-7/telemetry, CHANGED",
  })
  void letsAPreSharedKeySpeakForItsDevices(String identity, String address, ResponseCode expected)
      throws Exception {
    CoapClient client = withKey(identity, KEY);

    assertThat(post(client, world.secureUri(address)).getCode()).isEqualTo(expected);
    assertThat(world.route.seen).hasSize(expected == ResponseCode.CHANGED ? 1 : 0);
    client.shutdown();
  }

  @ParameterizedTest
  @CsvSource({
    "devices/dev-1/telemetry, CHANGED",
    "devices/site7-b/telemetry, CHANGED",
    "devices/dev-11/telemetry, FORBIDDEN",
  })
  void letsACertificateSpeakForItsNames(String address, ResponseCode expected) throws Exception {
    CoapClient client = withCertificate("device");

    assertThat(post(client, world.secureUri(address)).getCode()).isEqualTo(expected);
    client.shutdown();
  }

  @ParameterizedTest
  @CsvSource({
    "eu-1, regions/eu/devices/eu-1/telemetry, CHANGED, eu",
    "eu-1, regions/us/devices/eu-1/telemetry, FORBIDDEN,",
    "eu-1, devices/eu-1/telemetry, CHANGED, eu",
    "gw-eu, regions/eu-west/devices/site9-a/telemetry, CHANGED, eu-west",
    "gw-eu, regions/us/devices/site9-a/telemetry, FORBIDDEN,",
    "gw-eu, regions/us/devices/gw-eu/telemetry, FORBIDDEN,",
    "gw-eu, devices/site9-a/telemetry, CHANGED,",
    "dev-1, regions/us/devices/dev-1/telemetry, CHANGED, us",
  })
  void bindsAPreSharedKeyToTheRegionsOfItsLine(
      String identity, String address, ResponseCode expected, String region) throws Exception {
    CoapClient client = withKey(identity, KEY);

    assertThat(post(client, world.secureUri(address)).getCode()).isEqualTo(expected);
    assertRegion(expected, region);
    client.shutdown();
  }

  @Test
  void refusesAnUploadForAnotherRegionAtItsFirstBlock() throws Exception {
    CoapClient client = withKey("eu-1", KEY);

    assertThat(block(client, world.secureUri("regions/us/devices/eu-1/telemetry"), 0, true))
        .isEqualTo(ResponseCode.FORBIDDEN);
    client.shutdown();
  }

  @ParameterizedTest
  @CsvSource({
    "regions/eu/devices/eu-2/telemetry, CHANGED, eu",
    "regions/us/devices/eu-2/telemetry, FORBIDDEN,",
    "devices/eu-2/telemetry, CHANGED, eu",
  })
  void bindsACertificateToTheRegionOfItsUnit(String address, ResponseCode expected, String region)
      throws Exception {
    CoapClient client =
        withCertificate(authority.resolve("device-eu.key"), authority.resolve("device-eu.crt"));

    assertThat(post(client, world.secureUri(address)).getCode()).isEqualTo(expected);
    assertRegion(expected, region);
    client.shutdown();
  }

  private void assertRegion(ResponseCode expected, String region) {
    assertThat(world.route.seen).hasSize(expected == ResponseCode.CHANGED ? 1 : 0);
    world.route.seen.forEach(
        seen -> assertThat(seen.variables().get(Variables.REGION)).isEqualTo(region));
  }

  @Test
  void refusesAWrongKey() throws Exception {
    CoapClient client = withKey("dev-1", "another key 1234".getBytes(US_ASCII));

    assertThatThrownBy(() -> post(client, world.secureUri("devices/dev-1/telemetry")))
        .isInstanceOf(Exception.class);
    assertThat(world.route.seen).isEmpty();
    client.shutdown();
  }

  @Test
  void refusesACertificateOfAnotherAuthority() throws Exception {
    CoapClient client = withCertificate("stranger");

    assertThatThrownBy(() -> post(client, world.secureUri("devices/dev-1/telemetry")))
        .isInstanceOf(Exception.class);
    assertThat(world.route.seen).isEmpty();
    client.shutdown();
  }

  @Test
  void keepsTheSessionOfADeviceThatMovesToAnotherPort() throws Exception {
    try (Relay relay = new Relay(world.end.securePort().orElseThrow(), n -> 1, n -> 1)) {
      String uri = "coaps://127.0.0.1:" + relay.port() + "/devices/dev-1/telemetry";
      CoapClient client = withKey("dev-1", KEY);
      String session = session(post(client, uri));

      relay.moves();

      CoapResponse response = post(client, uri);
      assertThat(response.getCode()).isEqualTo(ResponseCode.CHANGED);
      assertThat(session(response)).isEqualTo(session);
      client.shutdown();
    }
  }

  @Test
  void takesAPayloadInBlocksFromEitherKindOfDevice() throws Exception {
    String payload = "x".repeat(CoapWorld.MAX_PAYLOAD);
    for (CoapClient client : List.of(withKey("dev-1", KEY), withCertificate("device"))) {
      Request request = Request.newPost();
      request.setURI(world.secureUri("devices/dev-1/telemetry"));
      request.setPayload(payload);

      assertThat(client.advanced(request).getCode()).isEqualTo(ResponseCode.CHANGED);
      client.shutdown();
    }

    assertThat(world.route.seen)
        .hasSize(2)
        .allSatisfy(seen -> assertThat(seen.body()).isEqualTo(payload.getBytes(US_ASCII)));
  }

  @Test
  void refusesAnUploadForAnotherDeviceAtItsFirstBlock() throws Exception {
    CoapClient client = withKey("dev-1", KEY);

    assertThat(block(client, world.secureUri("devices/dev-2/telemetry"), 0, true))
        .isEqualTo(ResponseCode.FORBIDDEN);
    assertThat(world.refused).containsExactly(Reason.FORBIDDEN);
    client.shutdown();
  }

  @Test
  void goesOnWithAnUploadOfADeviceThatMovesToAnotherPort() throws Exception {
    try (Relay relay = new Relay(world.end.securePort().orElseThrow(), n -> 1, n -> 1)) {
      String uri = "coaps://127.0.0.1:" + relay.port() + "/devices/dev-1/telemetry";
      CoapClient client =
          client(builder().setAdvancedPskStore(new AdvancedSinglePskStore("dev-1", KEY)), 0);
      assertThat(block(client, uri, 0, true)).isEqualTo(ResponseCode.CONTINUE);

      relay.moves();

      assertThat(block(client, uri, 1, false)).isEqualTo(ResponseCode.CHANGED);
      assertThat(world.route.seen).hasSize(1);
      client.shutdown();
    }
  }

  @Test
  void storesARequestOnceThoughItIsRepeatedFromAnotherPort() throws Exception {
    AtomicBoolean deaf = new AtomicBoolean();
    try (Relay relay =
        new Relay(world.end.securePort().orElseThrow(), n -> 1, n -> deaf.get() ? 0 : 1)) {
      CoapClient client = withKey("dev-1", KEY);
      String uri = "coaps://127.0.0.1:" + relay.port() + "/devices/dev-1/telemetry";
      post(client, uri);
      deaf.set(true);
      CompletableFuture<CoapResponse> answer =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return post(client, uri);
                } catch (Exception e) {
                  throw new IllegalStateException(e);
                }
              });
      await().until(() -> world.route.seen.size() == 2 && relay.lost.get() > 0);

      relay.moves();
      deaf.set(false);

      assertThat(answer.get(10, TimeUnit.SECONDS).getCode()).isEqualTo(ResponseCode.CHANGED);
      assertThat(world.route.seen).hasSize(2);
      client.shutdown();
    }
  }

  private static ResponseCode block(CoapClient client, String uri, int number, boolean more)
      throws Exception {
    Request request = Request.newPost();
    request.setURI(uri);
    request.getOptions().setBlock1(new BlockOption(0, more, number));
    request.setPayload("x".repeat(16));
    return client.advanced(request).getCode();
  }

  private static String session(CoapResponse response) {
    return response
        .advanced()
        .getSourceContext()
        .get(DtlsEndpointContext.KEY_SESSION_ID)
        .getAsString();
  }

  private static CoapResponse post(CoapClient client, String uri) throws Exception {
    Request request = Request.newPost();
    request.setURI(uri);
    request.setPayload("1");
    return client.advanced(request);
  }

  private static CoapClient withKey(String identity, byte[] key) {
    return client(builder().setAdvancedPskStore(new AdvancedSinglePskStore(identity, key)));
  }

  private static CoapClient withCertificate(String name) throws Exception {
    return withCertificate(PEM.resolve(name + ".key"), PEM.resolve(name + ".pem"));
  }

  private static CoapClient withCertificate(Path keyFile, Path file) throws Exception {
    try (InputStream key = Files.newInputStream(keyFile)) {
      return client(
          builder()
              .setCertificateIdentityProvider(
                  new SingleCertificateProvider(
                      SslContextUtil.loadPemCredentials(key).getPrivateKey(),
                      new Certificate[] {certificate(file)},
                      CertificateType.X_509))
              .setAdvancedCertificateVerifier(
                  StaticNewAdvancedCertificateVerifier.builder()
                      .setTrustedCertificates(certificate(PEM.resolve("ca.pem")))
                      .build()));
    }
  }

  private static Certificate certificate(Path file) throws Exception {
    try (InputStream pem = Files.newInputStream(file)) {
      return CertificateFactory.getInstance("X.509").generateCertificate(pem);
    }
  }

  private static DtlsConnectorConfig.Builder builder() {
    Configuration config = Configuration.createStandardWithoutFile();
    return DtlsConnectorConfig.builder(config)
        .set(DtlsConfig.DTLS_ROLE, DtlsRole.CLIENT_ONLY)
        .set(DtlsConfig.DTLS_CONNECTION_ID_LENGTH, 0)
        .set(DtlsConfig.DTLS_VERIFY_SERVER_CERTIFICATES_SUBJECT, false)
        .set(DtlsConfig.DTLS_RETRANSMISSION_TIMEOUT, 500, TimeUnit.MILLISECONDS)
        .set(DtlsConfig.DTLS_MAX_RETRANSMISSIONS, 2);
  }

  private static CoapClient client(DtlsConnectorConfig.Builder dtls) {
    return client(dtls, CoapWorld.MAX_PAYLOAD);
  }

  /**
   * @param blocksUpTo how much the client cuts into blocks by itself; 0 leaves blocks to the test
   */
  private static CoapClient client(DtlsConnectorConfig.Builder dtls, int blocksUpTo) {
    CoapClient client = new CoapClient();
    client.setEndpoint(
        CoapEndpoint.builder()
            .setConfiguration(
                Configuration.createStandardWithoutFile()
                    .set(CoapConfig.ACK_TIMEOUT, 500, TimeUnit.MILLISECONDS)
                    .set(CoapConfig.MAX_RESOURCE_BODY_SIZE, blocksUpTo))
            .setConnector(new DTLSConnector(dtls.build()))
            .build());
    client.setTimeout(5_000L);
    return client;
  }
}
