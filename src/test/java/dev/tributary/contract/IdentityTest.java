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
      strings = {"", "a/b", "a+", "#", "a\nb", "a\u0000", "a\u200b", "\ud800", "a\"b", "$x"})
  void refusesTheRest(String name) {
    assertThatThrownBy(() -> Identity.require("device", name))
        .isInstanceOfSatisfying(
            Rejection.class, r -> assertThat(r.reason()).isEqualTo(Reason.BAD_IDENTITY));
  }

  @Test
  void countsCharactersAndNotCodeUnits() {
    assertThat(Identity.valid("𝒜".repeat(128))).isTrue();
    assertThat(Identity.valid("a".repeat(129))).isFalse();
  }

  @Test
  void showsNoControlCharacterInItsSentence() {
    assertThat(Identity.problem("device", "a\nb")).doesNotContain("\n").contains("a?b");
  }
}
