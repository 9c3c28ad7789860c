package dev.tributary.contract;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamePatternTest {
  @ParameterizedTest
  @CsvSource({
    "dev-1, dev-1, true",
    "dev-1, dev-11, false",
    "dev-1, DEV-1, false",
    "site7-*, site7-a, true",
    "site7-*, site7-, true",
    "site7-*, xsite7-a, false",
    "*-7, gw-7, true",
    "*-7, gw-78, false",
    "a*b*c, a1b2c, true",
    "a*b*c, ac, false",
    "a*b*b, ab, false",
    "ab*ba, aba, false",
    "a.c, abc, false",
    "*, anything, true",
    "**, anything, true",
  })
  void coversNames(String pattern, String name, boolean covered) {
    assertThat(new NamePattern(pattern).covers(name)).isEqualTo(covered);
  }

  @Test
  void coversANameThatOnlyThePayloadTellsWithTheStarAlone() {
    assertThat(new NamePattern("*").covers(null)).isTrue();
    assertThat(new NamePattern("site7-*").covers(null)).isFalse();
    assertThat(new NamePattern("").covers(null)).isFalse();
  }
}
