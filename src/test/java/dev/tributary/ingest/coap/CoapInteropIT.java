package dev.tributary.ingest.coap;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tributary.config.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Another implementation's clients, where they are installed. */
class CoapInteropIT {
  private static final String KEY = "sixteen byte key";

  @TempDir Path folder;

  @Test
  void answersTheClientsOfLibcoap() throws Exception {
    assumeTrue(Stream.of("", "-openssl", "-gnutls", "-notls").anyMatch(CoapInteropIT::installed));
    Path psks = folder.resolve("psk.txt");
    Files.writeString(psks, "interop-1 " + HexFormat.of().formatHex(KEY.getBytes(US_ASCII)) + "\n");
    try (CoapWorld world = CoapWorld.open(psks, new Settings.Tls(null, null, null))) {
      Process script =
          new ProcessBuilder(
                  "src/test/interop/coap.sh",
                  "127.0.0.1",
                  "" + world.port(),
                  "" + world.end.securePort().orElseThrow(),
                  "interop-1",
                  KEY)
              .redirectErrorStream(true)
              .start();
      String output = new String(script.getInputStream().readAllBytes(), US_ASCII);

      assertThat(script.waitFor(2, TimeUnit.MINUTES)).isTrue();
      assertThat(script.exitValue()).as(output).isZero();
    }
  }

  private static boolean installed(String variant) {
    return Stream.of(System.getenv("PATH").split(":"))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "coap-client" + variant)));
  }
}
