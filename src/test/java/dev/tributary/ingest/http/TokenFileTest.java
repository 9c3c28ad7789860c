package dev.tributary.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.config.Settings;
import dev.tributary.contract.Address;
import dev.tributary.contract.Grants;
import dev.tributary.contract.Rejection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenFileTest {
  private static final String A = "a".repeat(64);
  private static final String B = "b".repeat(64);

  @TempDir Path folder;

  @Test
  void findWhomATokenMaySpeakFor() throws Exception {
    TokenFile tokens =
        TokenFile.read(
            write("# ours\n\ndev-* " + A + "\ngw 1\t" + A + "\n* " + B.toUpperCase(Locale.ROOT)));

    Grants some = tokens.find(A);
    assertThatCode(() -> some.admit(device("dev-1"))).doesNotThrowAnyException();
    assertThatCode(() -> some.admit(gateway("gw 1"))).doesNotThrowAnyException();
    assertThatThrownBy(() -> some.admit(device("other"))).isInstanceOf(Rejection.class);
    assertThatThrownBy(() -> some.admit(device(null))).isInstanceOf(Rejection.class);
    assertThatCode(() -> tokens.find(B).admit(device(null))).doesNotThrowAnyException();
    assertThat(tokens.find("c".repeat(64))).isNull();
  }

  @Test
  void readTheFirstLineBehindTheMarkOfWindows() throws Exception {
    Grants some = TokenFile.read(write("\uFEFFdev-1 " + A)).find(A);
    assertThatCode(() -> some.admit(device("dev-1"))).doesNotThrowAnyException();
  }

  @Test
  void nameEachLineThatIsWrong() throws Exception {
    Path file = write("dev-1\ndev-2 " + A + "\ndev-3 abc");

    assertThatThrownBy(() -> TokenFile.read(file))
        .hasMessageContaining("tokens:1)")
        .hasMessageContaining("tokens:3)")
        .hasMessageNotContaining("tokens:2)");
  }

  /** What searches a line would go back and forth in this one. */
  @Test
  void nameALineThatIsTooLong() throws Exception {
    Path file = folder.resolve("tokens.txt");
    Files.writeString(file, "dev-*" + " ".repeat(300_000) + "0a".repeat(32) + "\n");
    assertThatThrownBy(() -> TokenFile.read(file))
        .hasMessage("a line has at most 600 characters, but this one has 300069 (" + file + ":1)");
  }

  @Test
  void bindATokenToARegion() throws Exception {
    Grants some =
        TokenFile.read(
                write("dev-* region=eu-* " + A + "\nsite 7 region=north wing\t" + A + "\ngw " + A))
            .find(A);

    assertThat(some.covers("dev-1", "eu-west")).isTrue();
    assertThat(some.covers("dev-1", "us-east")).isFalse();
    assertThat(some.covers("site 7", "north wing")).isTrue();
    assertThat(some.covers("site 7", "eu-west")).isFalse();
    assertThat(some.covers("gw", "us-east")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"%s  -", "%s *token.txt", "%s  my token", "%s", "\\%s  a\\nb"})
  void showTheRightLineWhereSha256sumWroteIt(String printed) throws Exception {
    Path file = write(printed.formatted(A) + "\n");

    assertThatThrownBy(() -> TokenFile.read(file))
        .hasMessageContaining("\"dev-* " + A + "\"")
        .hasMessageContaining("tokens:1)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "dev/*",
        "dev-\u200b*",
        "cafe\u0301-*",
        "dev-1 region=",
        "dev-1 region=a/b",
        "region=eu"
      })
  void refuseAPatternThatCoversNothing(String pattern) throws Exception {
    Path file = write(pattern + " " + A + "\n");

    assertThatThrownBy(() -> TokenFile.read(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("tokens:1)");
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
