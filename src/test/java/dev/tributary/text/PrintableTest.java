package dev.tributary.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrintableTest {
  @ParameterizedTest
  @ValueSource(strings = {"", "dev-1", "Küche 2", "温度計", "तापमान", "𝒜", "C:\\temp", "\"a\"", "🌡"})
  void leavesWhatShows(String text) {
    assertThat(Printable.of(text)).isSameAs(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a\\nb      | a\\\\nb
          \\r\\n\\t  | \\\\r\\\\n\\\\t
          """)
  void writesLineEndsAsUsual(String given, String expected) {
    assertThat(Printable.of(given.translateEscapes())).isEqualTo(expected.translateEscapes());
  }

  @Test
  void writesTheRestAsUtf16() {
    assertThat(Printable.of("\u001b[2J\u009b\u202e\ud800\udb40\udc41x"))
        .isEqualTo("\\u001b[2J\\u009b\\u202e\\ud800\\udb40\\udc41x");
  }

  @Test
  void showsOneLineWithoutSecrets() {
    assertThat(Printable.line("a\nhttp://u:secret@h/")).isEqualTo("a\\nhttp://[hidden]@h/");
  }

  @Test
  void findsAnythingAgainThatItEscaped() {
    Random random = new Random(11);
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int n = random.nextInt(8); n > 0; n--) {
        text.append(
            random.nextBoolean()
                ? "\\u0nrt".charAt(random.nextInt(6))
                : (char) random.nextInt(random.nextBoolean() ? 0x100 : 0x10000));
      }
      String given = text.toString();
      String shown = Printable.reversible(given);
      assertThat(shown.codePoints()).allMatch(Printable::isPrintable);
      assertThat(Printable.original(shown)).isEqualTo(given);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"\\", "\\u", "\\u12", "\\uzzzz", "a\\"})
  void readsWhatIsNoEscapeAsItStands(String broken) {
    assertThat(Printable.original(broken)).isNotNull();
  }
}
