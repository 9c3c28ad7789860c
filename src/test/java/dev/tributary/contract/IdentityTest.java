package dev.tributary.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdentityTest {
  @ParameterizedTest
  @ValueSource(strings = {"dev-1", "a", "Küche 2", "温度計", "तापमान", "a._:-@=~,9", "𝒜1"})
  void takesPrintableNames(String name) {
    assertThat(Identity.problem("device", name)).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a/b",
        "a+",
        "#",
        "a\nb",
        "a\u0000",
        "a\u200b",
        "\ud800",
        "a\"b",
        "$x",
        "a\u0085b",
        "a\u009b31m",
        "a\u001b[2J",
        "a\u007f",
        "a\u2028b",
        "a\u2029b",
        "a\u202eb",
        "a\u2066b",
        "a\ufeff",
        "a\u00ad",
        "a\u00a0b",
        "a\u3164b",
        "a\ufe0f",
        "a\u034f",
        "\udb40\udc41"
      })
  void refusesTheRest(String name) {
    assertThatThrownBy(() -> Identity.require("device", name))
        .isInstanceOfSatisfying(
            Rejection.class, r -> assertThat(r.reason()).isEqualTo(Reason.BAD_IDENTITY));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ".",
        "..",
        " ",
        " dev-1",
        "dev-1 ",
        "cafe\u0301",
        "\u212b",
        "\u1100\u1161",
        "\u0928\u093c"
      })
  void refusesWhatIsTakenForAnotherName(String name) {
    assertThatThrownBy(() -> Identity.require("device", name))
        .isInstanceOfSatisfying(
            Rejection.class, r -> assertThat(r.reason()).isEqualTo(Reason.BAD_IDENTITY));
  }

  @ParameterizedTest
  @ValueSource(strings = {"...", ".a", "a.", "a b", "caf\u00e9", "\u00c5", "\uac00", "a \u00e9"})
  void takesWhatOnlyLooksLikeIt(String name) {
    assertThat(Identity.problem("device", name)).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Temp", "a-b", "a b", "a\nb", "\u00e9", "a.b", "a/b", "\u0661"})
  void refusesKinds(String kind) {
    assertThatThrownBy(() -> Identity.requireKind(kind))
        .isInstanceOfSatisfying(
            Rejection.class, r -> assertThat(r.reason()).isEqualTo(Reason.BAD_IDENTITY));
    assertThat(Identity.kindProblem("pm2_5")).isNull();
  }

  @Test
  void countsCharactersAndNotCodeUnits() {
    assertThat(Identity.valid("𝒜".repeat(128))).isTrue();
    assertThat(Identity.valid("a".repeat(129))).isFalse();
  }

  @Test
  void showsNoControlCharacterInItsSentence() {
    assertThat(Identity.problem("device", "a\nb")).doesNotContain("\n").contains("a\\nb");
  }
}
