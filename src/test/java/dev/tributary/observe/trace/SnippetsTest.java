package dev.tributary.observe.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.config.Mode;
import dev.tributary.config.SettingsLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a viewer may see, with the mask as it ships. */
class SnippetsTest {
  private final Snippets snippets =
      new Snippets(
          List.of(
              Pattern.compile(
                  SettingsLoader.load(Mode.DEV, Path.of("no such file"), Map.of(), Map.of())
                      .settings()
                      .tributary()
                      .trace()
                      .mask())));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{\"password\":\"horse, battery} staple\",\"t\":5} | {\"password\":[hidden],\"t\":5}",
        "{\"wifi_pwd\" : \"a b\",\"t\":5} | {\"wifi_pwd\" : [hidden],\"t\":5}",
        "{\"token\":\"a\\\"b c\",\"t\":1} | {\"token\":[hidden],\"t\":1}",
        "{\"api_key\":12345,\"t\":1} | {\"api_key\":[hidden],\"t\":1}",
        "{\"t\":1,\"secret\":\"cut off in the | {\"t\":1,\"secret\":[hidden]",
        "{\"credentials\":{\"user\":\"u\",\"key\":\"k\"},\"t\":1} | {\"credentials\":[hidden],\"t\":1}",
        "{\"tokens\":[\"a\",\"b\"],\"t\":1} | {\"tokens\":[hidden],\"t\":1}",
        "password=Zebra&t=5 | password=[hidden]&t=5",
        "user=u&password=hunter2&t=5 | user=u&password=[hidden]&t=5",
        "Authorization: Bearer abc.def | Authorization: [hidden]",
        "{\"temperature\":21.5} | {\"temperature\":21.5}",
      })
  void hidesWhatIsSecretToItsEnd(String text, String shown) {
    assertThat(snippets.text(text)).isEqualTo(shown);
  }

  @Test
  void hideAValueWhoseNameIsSecret() {
    assertThat(snippets.value("wifi-password", "hunter2")).isEqualTo("[hidden]");
    assertThat(snippets.value("note", "password=hunter2")).isEqualTo("password=[hidden]");
    assertThat(snippets.value("mapping", "json")).isEqualTo("json");
  }

  /** 2 to the power of 39 ways to fail. */
  @Test
  void showNothingOfATextThatKeepsTheMaskBusy() {
    Snippets busy = new Snippets(List.of(Pattern.compile("^(a+?)+?$")));
    assertThat(busy.text("a".repeat(40) + "!")).isEqualTo("[hidden]");
    assertThat(busy.text("b")).isEqualTo("b");
  }

  @Test
  void standOnOneLineAndDriveNoTerminal() {
    assertThat(snippets.text("a\r\n\tb\u001b[2J\u009b\u202e\u2028c"))
        .isEqualTo("a   b\\u001b[2J\\u009b\\u202e c");
  }

  @Test
  void showNoPasswordOfAUrl() {
    assertThat(snippets.text("to[http://alice:s3cret@host/x]"))
        .isEqualTo("to[http://[hidden]@host/x]");
  }

  @Test
  void masksALongValueToo() {
    String value = "x".repeat(1_000_000);

    assertThat(snippets.text("{\"secret\":\"" + value + "\",\"t\":1}"))
        .isEqualTo("{\"secret\":[hidden],\"t\":1}");
  }
}
