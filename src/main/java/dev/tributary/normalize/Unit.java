package dev.tributary.normalize;

import java.math.BigDecimal;
import java.math.MathContext;

/**
 * How a value in this unit becomes one in the base unit of its quantity: {@code (value + add) *
 * times / over}.
 *
 * @param code the code of RFC 8428 or RFC 8798 for a base unit, else any short name
 */
record Unit(String code, BigDecimal add, BigDecimal times, BigDecimal over) {
  private static final int LEAST_DIGITS = 6;

  boolean isBase() {
    return add.signum() == 0 && times.compareTo(over) == 0;
  }

  /** Exact where the result is, else with two digits more than were measured, and at least six. */
  BigDecimal toBase(BigDecimal value) {
    int digits = Math.max(LEAST_DIGITS, value.precision() + 2);
    BigDecimal scaled = value.add(add).multiply(times);
    return plain(scaled.divide(over, new MathContext(digits)));
  }

  /** Without superfluous zeros, and without an exponent where there is none to save. */
  static BigDecimal plain(BigDecimal value) {
    BigDecimal stripped = value.stripTrailingZeros();
    return stripped.scale() < 0 && stripped.scale() > -16 ? stripped.setScale(0) : stripped;
  }
}
