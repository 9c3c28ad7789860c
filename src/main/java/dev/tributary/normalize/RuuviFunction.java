package dev.tributary.normalize;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.schibsted.spt.data.jslt.Function;
import java.math.BigDecimal;
import java.util.HexFormat;

/**
 * {@code ruuvi(hex)} for mappings: a Bluetooth advertisement of a RuuviTag in the data format 5
 * (RAWv2) or 3 (RAWv1) as an object of measurements; null for anything else.
 */
final class RuuviFunction implements Function {
  @Override
  public String getName() {
    return "ruuvi";
  }

  @Override
  public int getMinArguments() {
    return 1;
  }

  @Override
  public int getMaxArguments() {
    return 1;
  }

  @Override
  public JsonNode call(JsonNode input, JsonNode[] arguments) {
    String hex = arguments[0].asText();
    // FF: manufacturer specific data; 9904: Ruuvi Innovations, low byte first
    int at = hex.toUpperCase(java.util.Locale.ROOT).indexOf("FF9904");
    if (at < 0 || hex.length() > 1024) {
      return NullNode.getInstance();
    }
    try {
      byte[] data = HexFormat.of().parseHex(hex, at + 6, hex.length() - (hex.length() - at) % 2);
      if (data.length >= 24 && data[0] == 5) {
        return format5(data);
      }
      return data.length >= 14 && data[0] == 3 ? format3(data) : NullNode.getInstance();
    } catch (IllegalArgumentException e) {
      return NullNode.getInstance();
    }
  }

  private static ObjectNode format5(byte[] data) {
    ObjectNode values = JsonNodeFactory.instance.objectNode();
    scaled(values, "temperature", s16(data, 1), -0x8000, "0.005", 0);
    scaled(values, "humidity", u16(data, 3), 0xFFFF, "0.0025", 0);
    scaled(values, "pressure_pa", u16(data, 5), 0xFFFF, "1", 50_000);
    scaled(values, "acceleration_x_g", s16(data, 7), -0x8000, "0.001", 0);
    scaled(values, "acceleration_y_g", s16(data, 9), -0x8000, "0.001", 0);
    scaled(values, "acceleration_z_g", s16(data, 11), -0x8000, "0.001", 0);
    int power = u16(data, 13);
    scaled(values, "battery_voltage", power >> 5, 0x7FF, "0.001", 1600);
    scaled(values, "tx_power", power & 0x1F, 0x1F, "2", -40);
    scaled(values, "movement_counter", data[15] & 0xFF, 0xFF, "1", 0);
    scaled(values, "sequence", u16(data, 16), 0xFFFF, "1", 0);
    return values;
  }

  private static ObjectNode format3(byte[] data) {
    ObjectNode values = JsonNodeFactory.instance.objectNode();
    values.put("humidity", new BigDecimal("0.5").multiply(BigDecimal.valueOf(data[1] & 0xFF)));
    int whole = data[2] & 0x7F;
    BigDecimal temperature = BigDecimal.valueOf(whole * 100L + data[3], 2);
    values.put("temperature", data[2] < 0 ? temperature.negate() : temperature);
    scaled(values, "pressure_pa", u16(data, 4), -1, "1", 50_000);
    scaled(values, "acceleration_x_g", s16(data, 6), 0x10000, "0.001", 0);
    scaled(values, "acceleration_y_g", s16(data, 8), 0x10000, "0.001", 0);
    scaled(values, "acceleration_z_g", s16(data, 10), 0x10000, "0.001", 0);
    scaled(values, "battery_voltage", u16(data, 12), -1, "0.001", 0);
    return values;
  }

  /**
   * {@code (raw + offset) * step}, but tx_power's offset counts after the step; absent stays so.
   */
  private static void scaled(
      ObjectNode values, String name, int raw, int absent, String step, int offset) {
    if (raw == absent) {
      return;
    }
    BigDecimal factor = new BigDecimal(step);
    BigDecimal value =
        name.equals("tx_power")
            ? BigDecimal.valueOf(raw).multiply(factor).add(BigDecimal.valueOf(offset))
            : BigDecimal.valueOf((long) raw + offset).multiply(factor);
    values.put(name, Unit.plain(value));
  }

  private static int u16(byte[] data, int at) {
    return ((data[at] & 0xFF) << 8) | (data[at + 1] & 0xFF);
  }

  private static int s16(byte[] data, int at) {
    return (short) u16(data, at);
  }
}
