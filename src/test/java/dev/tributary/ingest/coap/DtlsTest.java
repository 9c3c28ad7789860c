package dev.tributary.ingest.coap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.config.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class DtlsTest {
  private static final Path PEM = Path.of("src/test/resources/coap");
  private static final Settings.Tls NONE = new Settings.Tls(null, null, null);

  @Test
  void needsCredentialsOnlyWhereCoapsIsOn() {
    assertThat(problems(OptionalInt.empty(), null, NONE)).isEmpty();
    assertThat(problems(OptionalInt.of(0), null, NONE))
        .singleElement()
        .asString()
        .contains("tributary.coap.secure-port needs tributary.coap.psk-file");
  }

  @Test
  void acceptsACertificateItsKeyAndAnAuthority() {
    Settings.Tls tls = new Settings.Tls(pem("server.pem"), pem("server.key"), pem("ca.pem"));

    assertThat(problems(OptionalInt.of(0), null, tls)).isEmpty();
  }

  @Test
  void refusesHalfOfThem() {
    Settings.Tls tls = new Settings.Tls(pem("server.pem"), pem("server.key"), null);

    assertThat(problems(OptionalInt.of(0), null, tls))
        .singleElement()
        .asString()
        .contains("go together");
  }

  @Test
  void namesTheSettingOfAFileThatIsNoPem() {
    Settings.Tls noKey = new Settings.Tls(pem("server.pem"), pem("ca.pem"), pem("ca.pem"));
    Settings.Tls noCertificate = new Settings.Tls(Path.of("pom.xml"), pem("server.key"), pem("x"));

    assertThat(problems(OptionalInt.of(0), null, noKey))
        .singleElement()
        .asString()
        .contains("tributary.coap.tls.key", "ca.pem");
    assertThat(problems(OptionalInt.of(0), null, noCertificate))
        .singleElement()
        .asString()
        .contains("tributary.coap.tls.certificate", "pom.xml");
  }

  private static List<String> problems(OptionalInt port, Path psks, Settings.Tls tls) {
    return CoapListener.problems(
        new Settings.Coap("127.0.0.1", OptionalInt.of(0), port, psks, Duration.ZERO, tls));
  }

  private static Path pem(String name) {
    return PEM.resolve(name);
  }
}
