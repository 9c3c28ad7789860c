package dev.tributary.simulate;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Numbers as devices print them, whatever the locale. */
final class Decimals {
  private Decimals() {}

  static String print(double value, int digits) {
    return BigDecimal.valueOf(value).setScale(digits, RoundingMode.HALF_EVEN).toPlainString();
  }
}
