package dev.tributary.normalize;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * The fields of a Ruuvi advertisement, most significant byte first; what is not available stays
 * away.
 */
final class RuuviData {
  private static final BigDecimal FINE = new BigDecimal("0.005");
  private static final BigDecimal FINER = new BigDecimal("0.0025");
  private static final BigDecimal TENTH = new BigDecimal("0.1");
  private static final BigDecimal HUNDREDTH = new BigDecimal("0.01");
  private static final BigDecimal THOUSANDTH = new BigDecimal("0.001");
  private static final int PRESSURE_FROM = 50_000;

  /** Format 6 encodes light as a logarithm: 254 stands for 65535 lx. */
  private static final double LIGHT_STEP = Math.log(65536) / 254;

  private final byte[] data;
  private final ObjectNode values = JsonNodeFactory.instance.objectNode();

  RuuviData(byte[] data) {
    this.data = data;
  }

  ObjectNode format3() {
    put("humidity", BigDecimal.valueOf(u8(1)).multiply(new BigDecimal("0.5")));
    BigDecimal temperature = BigDecimal.valueOf((data[2] & 0x7F) * 100L + u8(3), 2);
    put("temperature", data[2] < 0 ? temperature.negate() : temperature);
    put("pressure_pa", BigDecimal.valueOf(u16(4) + PRESSURE_FROM));
    acceleration(6);
    put("battery_voltage", BigDecimal.valueOf(u16(12)).multiply(THOUSANDTH));
    return values;
  }

  ObjectNode format5() {
    climate();
    acceleration(7);
    int power = u16(13);
    if (power >> 5 != 0x7FF) {
      put("battery_voltage", BigDecimal.valueOf((power >> 5) + 1600).multiply(THOUSANDTH));
    }
    if ((power & 0x1F) != 0x1F) {
      put("tx_power", BigDecimal.valueOf((power & 0x1F) * 2 - 40));
    }
    unsigned("movement_counter", u8(15), 0xFF, BigDecimal.ONE);
    unsigned("sequence", u16(16), 0xFFFF, BigDecimal.ONE);
    return values;
  }

  ObjectNode format6() {
    climate();
    unsigned("pm25", u16(7), 0xFFFF, TENTH);
    unsigned("co2", u16(9), 0xFFFF, BigDecimal.ONE);
    indexes(11, u8(16));
    if (u8(13) != 0xFF) {
      put(
          "illuminance",
          BigDecimal.valueOf(Math.expm1(u8(13) * LIGHT_STEP)).setScale(2, RoundingMode.HALF_UP));
    }
    put("sequence", BigDecimal.valueOf(u8(15)));
    return values;
  }

  ObjectNode formatE1() {
    climate();
    unsigned("pm1", u16(7), 0xFFFF, TENTH);
    unsigned("pm25", u16(9), 0xFFFF, TENTH);
    unsigned("pm4", u16(11), 0xFFFF, TENTH);
    unsigned("pm10", u16(13), 0xFFFF, TENTH);
    unsigned("co2", u16(15), 0xFFFF, BigDecimal.ONE);
    indexes(17, u8(28));
    unsigned("illuminance", u24(19), 0xFFFFFF, HUNDREDTH);
    unsigned("sequence", u24(25), 0xFFFFFF, BigDecimal.ONE);
    return values;
  }

  private void climate() {
    if (s16(1) != Short.MIN_VALUE) {
      put("temperature", BigDecimal.valueOf(s16(1)).multiply(FINE));
    }
    unsigned("humidity", u16(3), 0xFFFF, FINER);
    if (u16(5) != 0xFFFF) {
      put("pressure_pa", BigDecimal.valueOf(u16(5) + PRESSURE_FROM));
    }
  }

  private void acceleration(int at) {
    String[] names = {"acceleration_x_g", "acceleration_y_g", "acceleration_z_g"};
    for (int i = 0; i < names.length; i++) {
      int raw = s16(at + 2 * i);
      if (raw != Short.MIN_VALUE) {
        put(names[i], BigDecimal.valueOf(raw).multiply(THOUSANDTH));
      }
    }
  }

  /** Two indexes of nine bits, the last of which are in the flags. */
  private void indexes(int at, int flags) {
    unsigned("voc_index", (u8(at) << 1) | ((flags >> 6) & 1), 0x1FF, BigDecimal.ONE);
    unsigned("nox_index", (u8(at + 1) << 1) | ((flags >> 7) & 1), 0x1FF, BigDecimal.ONE);
    values.put("calibrating", (flags & 1) == 1);
  }

  private void unsigned(String name, int raw, int notAvailable, BigDecimal step) {
    if (raw != notAvailable) {
      put(name, BigDecimal.valueOf(raw).multiply(step));
    }
  }

  private void put(String name, BigDecimal value) {
    values.put(name, Unit.plain(value));
  }

  private int u8(int at) {
    return data[at] & 0xFF;
  }

  private int u16(int at) {
    return (u8(at) << 8) | u8(at + 1);
  }

  private int u24(int at) {
    return (u16(at) << 8) | u8(at + 2);
  }

  private int s16(int at) {
    return (short) u16(at);
  }
}
