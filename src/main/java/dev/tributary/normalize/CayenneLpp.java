package dev.tributary.normalize;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Cayenne LPP: a row of channel, type, value, most significant byte first; with the types that
 * AVR-LPP and ElectronicCats' library added.
 */
final class CayenneLpp implements PayloadFormat {
  private static final Map<Integer, Type> TYPES = types();

  /**
   * @param names one for each value, of a kind or of an attribute
   * @param sizes of each value in bytes; negative if it has no sign
   * @param scales by which each is multiplied
   */
  private record Type(String[] names, int[] sizes, String[] scales, String unit) {}

  private static Map<Integer, Type> types() {
    Map<Integer, Type> types = new HashMap<>();
    put(types, 0, "input", -1, "1", null);
    put(types, 1, "switch", -1, "1", null);
    put(types, 2, "analog", 2, "0.01", null);
    put(types, 3, "analog_output", 2, "0.01", null);
    put(types, 100, "generic", -4, "1", null);
    put(types, 101, "illuminance", -2, "1", "lx");
    put(types, 102, "occupancy", -1, "1", null);
    put(types, 103, "temperature", 2, "0.1", "Cel");
    put(types, 104, "humidity", -1, "0.5", "%RH");
    put(
        types,
        113,
        new String[] {"acceleration_x", "acceleration_y", "acceleration_z"},
        2,
        "0.001",
        "g");
    put(types, 115, "pressure", -2, "0.1", "hPa");
    put(types, 116, "voltage", -2, "0.01", "V");
    put(types, 117, "current", -2, "0.001", "A");
    put(types, 118, "frequency", -4, "1", "Hz");
    put(types, 120, "percentage", -1, "1", null);
    put(types, 121, "altitude", 2, "1", "m");
    put(types, 125, "concentration", -2, "1", null);
    put(types, 128, "power", -2, "1", "W");
    put(types, 130, "distance", -4, "0.001", "m");
    put(types, 131, "energy", -4, "0.001", "kWh");
    put(types, 132, "direction", -2, "1", null);
    put(types, 133, "time", -4, "1", null);
    put(types, 134, new String[] {"gyro_x", "gyro_y", "gyro_z"}, 2, "0.01", "deg/s");
    types.put(
        136,
        new Type(
            new String[] {"lat", "lon", "alt"},
            new int[] {3, 3, 3},
            new String[] {"0.0001", "0.0001", "0.01"},
            null));
    put(types, 142, "switch", -1, "1", null);
    return types;
  }

  private static void put(
      Map<Integer, Type> types, int number, String name, int size, String scale, String unit) {
    put(types, number, new String[] {name}, size, scale, unit);
  }

  private static void put(
      Map<Integer, Type> types, int number, String[] names, int size, String scale, String unit) {
    int[] sizes = new int[names.length];
    String[] scales = new String[names.length];
    Arrays.fill(sizes, size);
    Arrays.fill(scales, scale);
    types.put(number, new Type(names, sizes, scales, unit));
  }

  private final Kinds kinds;

  CayenneLpp(Kinds kinds) {
    this.kinds = kinds;
  }

  @Override
  public JsonNode read(byte[] payload, Map<String, String> message) throws MalformedPayload {
    ObjectNode values = Numbers.NODES.objectNode();
    ArrayNode measurements = Numbers.NODES.arrayNode();
    int at = 0;
    while (at < payload.length) {
      int channel = payload[at] & 0xFF;
      if (at + 1 == payload.length) {
        throw new MalformedPayload("channel %d has no type: the payload ends".formatted(channel));
      }
      int number = payload[at + 1] & 0xFF;
      Type type = TYPES.get(number);
      if (type == null) {
        throw new MalformedPayload(
            "channel %d has the type %d at byte %d, which is unknown"
                .formatted(channel, number, at + 1));
      }
      at = read(payload, at + 2, channel, type, values, measurements);
    }
    return BinaryLayout.together(values, measurements);
  }

  private int read(
      byte[] payload, int start, int channel, Type type, ObjectNode values, ArrayNode measurements)
      throws MalformedPayload {
    int at = start;
    ObjectNode position = Numbers.NODES.objectNode();
    for (int i = 0; i < type.names.length; i++) {
      String name = type.names[i];
      int size = Math.abs(type.sizes[i]);
      if (at + size > payload.length) {
        throw new MalformedPayload(
            "%s of channel %d needs bytes %d to %d but the payload has only %d"
                .formatted(name, channel, at, at + size - 1, payload.length));
      }
      byte[] bytes = Arrays.copyOfRange(payload, at, at + size);
      BigInteger raw = type.sizes[i] < 0 ? new BigInteger(1, bytes) : new BigInteger(bytes);
      JsonNode value =
          Numbers.NODES.numberNode(new BigDecimal(raw).multiply(new BigDecimal(type.scales[i])));
      at += size;
      if (type.names.length > 1 && name.length() == 3) {
        position.set(name, value);
      } else {
        put(name, channel, type.unit, value, values, measurements);
      }
    }
    if (!position.isEmpty()) {
      put("gps", channel, null, position, values, measurements);
    }
    return at;
  }

  private void put(
      String name,
      int channel,
      String unit,
      JsonNode value,
      ObjectNode values,
      ArrayNode measurements) {
    if (kinds.field(name).role() == Field.Role.KIND) {
      ObjectNode measurement = measurements.addObject();
      measurement.put("kind", name);
      measurement.set("value", value);
      if (unit != null) {
        measurement.put("unit", unit);
      }
      measurement.put("channel", channel);
    } else {
      values.set(name.equals("time") ? name : name + "_" + channel, value);
    }
  }
}
