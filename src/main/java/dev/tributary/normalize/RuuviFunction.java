package dev.tributary.normalize;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.schibsted.spt.data.jslt.Function;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * {@code ruuvi(hex)} for mappings: a Bluetooth advertisement of a Ruuvi sensor in one of the data
 * formats 3, 5, 6 and E1 as an object of measurements; null for anything else.
 */
final class RuuviFunction implements Function {
  private static final int LONGEST = 1024;
  private static final int MANUFACTURER_SPECIFIC = 0xFF;

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
    byte[] data = ruuviData(arguments[0].asText());
    if (data == null || data.length == 0) {
      return NullNode.getInstance();
    }
    RuuviData values = new RuuviData(data);
    return switch (data[0]) {
      case 3 -> data.length < 14 ? NullNode.getInstance() : values.format3();
      case 5 -> data.length < 18 ? NullNode.getInstance() : values.format5();
      case 6 -> data.length < 17 ? NullNode.getInstance() : values.format6();
      case (byte) 0xE1 -> data.length < 29 ? NullNode.getInstance() : values.formatE1();
      default -> NullNode.getInstance();
    };
  }

  /** An advertisement is a row of parts: length, type, content. Ruuvi Innovations is 0x0499. */
  private static byte[] ruuviData(String hex) {
    if (hex.length() > LONGEST) {
      return null;
    }
    byte[] all;
    try {
      all = HexFormat.of().parseHex(hex);
    } catch (IllegalArgumentException e) {
      return null;
    }
    int at = 0;
    while (at + 3 < all.length) {
      int end = at + 1 + (all[at] & 0xFF);
      if ((all[at + 1] & 0xFF) == MANUFACTURER_SPECIFIC
          && (all[at + 2] & 0xFF) == 0x99
          && all[at + 3] == 0x04) {
        return Arrays.copyOfRange(all, at + 4, Math.max(at + 4, Math.min(end, all.length)));
      }
      at = end;
    }
    return null;
  }
}
