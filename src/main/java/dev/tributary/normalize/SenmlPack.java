package dev.tributary.normalize;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.contract.Reason;
import dev.tributary.contract.Rejection;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A list of SenML records: the current base fields, and what was measured so far. */
final class SenmlPack {
  private static final int VERSION = 10;
  private static final int LONGEST_NAME = 1024;
  private static final String[] PARTS = {"lat", "lon", "lng"};

  /** Sums of a great and a tiny number would otherwise have as many digits as lie between them. */
  private static final MathContext DIGITS = MathContext.DECIMAL128;

  /** The bit of RFC 9100 for units of RFC 8798. */
  private static final int SECONDARY_UNITS = 16;

  /** Below this a time is relative to now (RFC 8428, 4.5.3). */
  private static final BigDecimal RELATIVE_BELOW = BigDecimal.valueOf(1L << 28);

  /** The sensor value of an OMA LwM2M object: 5601 and so on are its extremes and ranges. */
  private static final Pattern SENSOR_VALUE =
      Pattern.compile("(?:^|/)(?<object>\\d{4,5})/\\d{1,5}/5700$");

  private final Kinds kinds;
  private final Mapped mapped;
  private final Mapping.Context context;
  private String baseName = "";
  private String baseUnit;
  private BigDecimal baseTime = BigDecimal.ZERO;
  private BigDecimal baseValue;
  private BigDecimal baseSum;
  private final Map<String, ObjectNode> positions = new HashMap<>();

  SenmlPack(Kinds kinds, Mapped mapped, Mapping.Context context) {
    this.kinds = kinds;
    this.mapped = mapped;
    this.context = context;
  }

  void next(SenmlRecord record) {
    baseName = record.text("bn", baseName);
    baseUnit = record.text("bu", baseUnit);
    baseTime = record.number("bt", baseTime);
    baseValue = record.number("bv", baseValue);
    baseSum = record.number("bs", baseSum);
    version(record.number("bver", BigDecimal.valueOf(VERSION)));
    JsonNode value = value(record);
    if (value != null) {
      String own = record.text("n", "");
      named(baseName.length() + own.length());
      measured(baseName + own, own, value, record.text("u", baseUnit), time(record));
    }
  }

  private static void named(int length) {
    if (length > LONGEST_NAME) {
      throw new Rejection(
          Reason.UNREADABLE,
          "a SenML name has at most %d characters but this one %d".formatted(LONGEST_NAME, length));
    }
  }

  private static void version(BigDecimal version) {
    if (version.compareTo(BigDecimal.valueOf(VERSION)) > 0
        && version.compareTo(BigDecimal.valueOf(VERSION + SECONDARY_UNITS)) != 0) {
      throw new Rejection(
          Reason.UNREADABLE,
          "SenML version %s is not known; %d is, and %d with secondary units"
              .formatted(Values.cut(version.toString()), VERSION, VERSION + SECONDARY_UNITS));
    }
  }

  private JsonNode value(SenmlRecord record) {
    if (record.get("v") != null) {
      BigDecimal number = record.number("v", null);
      return baseValue == null
          ? record.get("v")
          : JsonNodeFactory.instance.numberNode(Unit.plain(number.add(baseValue, DIGITS)));
    }
    for (String label : new String[] {"vb", "vs"}) {
      if (record.get(label) != null) {
        return record.get(label);
      }
    }
    if (record.get("s") != null) {
      BigDecimal sum = record.number("s", null);
      return baseSum == null
          ? record.get("s")
          : JsonNodeFactory.instance.numberNode(Unit.plain(sum.add(baseSum, DIGITS)));
    }
    if (record.get("vd") != null) {
      // bytes measure nothing that a kind knows, but they are published, in base64
      String own = record.text("n", "");
      named(baseName.length() + own.length());
      String name = baseName + own;
      mapped.whole().attributes().put(name.isEmpty() ? "data" : name, record.get("vd").asText());
      return null;
    }
    return baseValue != null && record.get("n") != null
        ? JsonNodeFactory.instance.numberNode(baseValue)
        : null;
  }

  /** Seconds since 1970, or null for "now". */
  private JsonNode time(SenmlRecord record) {
    BigDecimal time = record.number("t", BigDecimal.ZERO).add(baseTime, DIGITS);
    if (time.compareTo(RELATIVE_BELOW) >= 0) {
      return JsonNodeFactory.instance.numberNode(time);
    }
    if (time.signum() == 0) {
      return null;
    }
    BigDecimal now = BigDecimal.valueOf(context.received().toEpochMilli()).movePointLeft(3);
    return JsonNodeFactory.instance.numberNode(now.add(time, DIGITS));
  }

  private void measured(String name, String own, JsonNode value, String unit, JsonNode time) {
    Field field = field(name, own, unit);
    if (unit != null && (unit.equals("lat") || unit.equals("lon"))) {
      coordinate(name, unit, value, time);
    } else if (field == null) {
      mapped.whole().attributes().addAll(own.isEmpty() ? name : own, value);
    } else {
      Measurement measurement = Measurement.of(mapped.whole(), field, value).at(time);
      if (saysMore(name)) {
        measurement = measurement.channel(name);
      }
      mapped.measurements().add(unit == null ? measurement : measurement.in(unit));
    }
  }

  /** Whether a resolved name identifies a sensor, rather than just a kind. */
  private boolean saysMore(String name) {
    return !name.isEmpty() && kinds.field(name).role() != Field.Role.KIND;
  }

  /**
   * A name names a sensor: its last word that is a kind counts, else the address's kind, else what
   * the unit stands for.
   */
  private Field field(String name, String own, String unit) {
    for (String candidate : new String[] {own, lastOf(own), lastOf(name)}) {
      Field field = candidate.isEmpty() ? Field.OTHER : kinds.field(candidate);
      if (field.role() == Field.Role.KIND) {
        return field;
      }
    }
    Matcher lwm2m = SENSOR_VALUE.matcher(name);
    if (lwm2m.find()) {
      Field field = kinds.field("ipso_" + lwm2m.group("object"));
      if (field.role() == Field.Role.KIND) {
        return field;
      }
    }
    if (context.kind() != null) {
      Field field = kinds.field(context.kind());
      return field.role() == Field.Role.KIND ? field : null;
    }
    return unit == null ? null : kinds.ofUnit(unit);
  }

  private static String lastOf(String name) {
    int end = name.length();
    while (end > 0 && ":/.-_".indexOf(name.charAt(end - 1)) >= 0) {
      end--;
    }
    int start = end;
    while (start > 0 && ":/.".indexOf(name.charAt(start - 1)) < 0) {
      start--;
    }
    return name.substring(start, end);
  }

  /** The name of the place: {@code gate} of {@code gateLat} or {@code gate_latitude}. */
  private static String withoutPart(String name) {
    int letters = name.length();
    while (letters > 0 && Character.isLetter(name.charAt(letters - 1))) {
      letters--;
    }
    String word = name.substring(letters).toLowerCase(Locale.ROOT);
    int first = -1;
    for (String part : PARTS) {
      int at = word.indexOf(part);
      first = at >= 0 && (first < 0 || at < first) ? at : first;
    }
    return first < 0 ? name : name.substring(0, letters + first);
  }

  /** Latitude and longitude of one place and time make a position. */
  private void coordinate(String name, String part, JsonNode value, JsonNode time) {
    String where = withoutPart(name);
    String place = where + "@" + time;
    ObjectNode position =
        positions.computeIfAbsent(place, key -> JsonNodeFactory.instance.objectNode());
    position.set(part, value);
    Kind gps = kinds.kind("gps");
    if (position.size() == 2 && gps != null) {
      mapped
          .measurements()
          .add(
              new Measurement(
                  mapped.whole(),
                  gps,
                  gps.name(),
                  position,
                  null,
                  null,
                  time,
                  where.isEmpty() ? null : where,
                  null));
      positions.remove(place);
    }
  }
}
