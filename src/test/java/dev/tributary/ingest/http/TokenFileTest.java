package dev.tributary.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.config.Settings;
import dev.tributary.contract.Address;
import dev.tributary.contract.Rejection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenFileTest {
  private static final String A = "a".repeat(64);
  private static final String B = "b".repeat(64);

  @TempDir Path folder;

  @Test
  void findWhomATokenMaySpeakFor() throws Exception {
    TokenFile tokens =
        TokenFile.read(
            write("# ours\n\ndev-* " + A + "\ngw 1\t" + A + "\n* " + B.toUpperCase(Locale.ROOT)));

    SenderIdentity some = tokens.find(A);
    assertThatCode(() -> some.checkSpeaksFor(device("dev-1"))).doesNotThrowAnyException();
    assertThatCode(() -> some.checkSpeaksFor(gateway("gw 1"))).doesNotThrowAnyException();
    assertThatThrownBy(() -> some.checkSpeaksFor(device("other"))).isInstanceOf(Rejection.class);
    assertThatThrownBy(() -> some.checkSpeaksFor(device(null))).isInstanceOf(Rejection.class);
    assertThatCode(() -> tokens.find(B).checkSpeaksFor(device(null))).doesNotThrowAnyException();
    assertThat(tokens.find("c".repeat(64))).isNull();
  }

  @Test
  void nameEachLineThatIsWrong() throws Exception {
    Path file = write("dev-1\ndev-2 " + A + "\ndev-3 abc");

    assertThatThrownBy(() -> TokenFile.read(file))
        .hasMessageContaining("tokens:1)")
        .hasMessageContaining("tokens:3)")
        .hasMessageNotContaining("tokens:2)");
  }

  @Test
  void nameFilesThatAreMissingBeforeTheStart() {
    Settings.Tls half = new Settings.Tls(folder.resolve("none.pem"), null, null);

    assertThat(HttpListener.problems(HttpWorld.settings().auth("tokens", null).build()))
        .singleElement()
        .asString()
        .contains("needs tributary.http.tokens-file");
    assertThat(HttpListener.problems(HttpWorld.settings().tls(half).build()))
        .singleElement()
        .asString()
        .contains("tls.certificate and .key go together");
    assertThat(HttpListener.problems(HttpWorld.settings().build())).isEmpty();
  }

  @Test
  void warnOfTokensInClearWhereOthersListen() throws Exception {
    Path file = write("dev-1 " + A);
    Settings.Tls tls = new Settings.Tls(file, file, null);

    assertThat(
            HttpListener.warnings(
                HttpWorld.settings().host("0.0.0.0").auth("tokens", file).build()))
        .singleElement()
        .asString()
        .contains("tributary.http.auth=tokens on 0.0.0.0", "set tributary.http.tls.*");
    assertThat(HttpListener.warnings(HttpWorld.settings().auth("tokens", file).build())).isEmpty();
    assertThat(HttpListener.warnings(HttpWorld.settings().host("0.0.0.0").build())).isEmpty();
    assertThat(
            HttpListener.warnings(
                HttpWorld.settings().host("0.0.0.0").auth("tokens", file).tls(tls).build()))
        .isEmpty();
  }

  private Path write(String text) throws Exception {
    return Files.writeString(folder.resolve("tokens"), text);
  }

  private static Address device(String name) {
    return new Address("x", name, null, null, null);
  }

  private static Address gateway(String name) {
    return new Address("x", null, null, null, name);
  }
}
