package dev.tributary.normalize;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tributary.event.Reason;
import dev.tributary.event.Rejection;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Set;

/**
 * SenML (RFC 8428) with the units of RFC 8798: base fields stay in force from record to record,
 * names and times are joined, and each record resolves to one measurement. In Java because what a
 * record means depends on the records before it.
 */
final class SenmlMapping implements Mapping {
  private static final int VERSION = 10;

  /** Below this a time is relative to now (RFC 8428, 4.5.3). */
  private static final BigDecimal RELATIVE_BELOW = BigDecimal.valueOf(1L << 28);

  private static final Set<String> LABELS =
      Set.of("bn", "bt", "bu", "bv", "bs", "bver", "n", "u", "v", "vs", "vb", "vd", "s", "t", "ut");

  /** The integer labels of SenML CBOR as the parser spells them. */
  private static final Map<String, String> CBOR_LABELS =
      Map.ofEntries(
          Map.entry("-1", "bver"),
          Map.entry("-2", "bn"),
          Map.entry("-3", "bt"),
          Map.entry("-4", "bu"),
          Map.entry("-5", "bv"),
          Map.entry("-6", "bs"),
          Map.entry("0", "n"),
          Map.entry("1", "u"),
          Map.entry("2", "v"),
          Map.entry("3", "vs"),
          Map.entry("4", "vb"),
          Map.entry("5", "s"),
          Map.entry("6", "t"),
          Map.entry("7", "ut"),
          Map.entry("8", "vd"));

  private final Kinds kinds;

  SenmlMapping(Kinds kinds) {
    this.kinds = kinds;
  }

  /** Whether a list without a content type is SenML: nothing but its labels, with a name. */
  static boolean looksLike(JsonNode list) {
    boolean named = false;
    boolean valued = false;
    for (JsonNode record : list) {
      if (!record.isObject()) {
        return false;
      }
      for (Map.Entry<String, JsonNode> member : record.properties()) {
        String label = label(member.getKey());
        if (!LABELS.contains(label) && !label.endsWith("_")) {
          return false;
        }
        named |= label.equals("n") || label.equals("bn");
        valued |= label.startsWith("v") || label.equals("s") || label.equals("bv");
      }
    }
    return named && valued;
  }

  private static String label(String key) {
    return CBOR_LABELS.getOrDefault(key, key);
  }

  @Override
  public Mapped map(JsonNode payload, Context context) {
    if (!payload.isArray()) {
      throw new Rejection(Reason.UNREADABLE, "SenML is a list of records but this is none");
    }
    Mapped mapped = new Mapped();
    SenmlPack pack = new SenmlPack(mapped, context);
    for (JsonNode record : payload) {
      if (!record.isObject()) {
        throw new Rejection(
            Reason.UNREADABLE, "SenML is a list of records but holds something else");
      }
      pack.next(new SenmlRecord(record));
    }
    return mapped;
  }

  /** One record, whether JSON or CBOR named its fields. */
  private static final class SenmlRecord {
    private final Map<String, JsonNode> fields = new java.util.HashMap<>();

    SenmlRecord(JsonNode record) {
      for (Map.Entry<String, JsonNode> member : record.properties()) {
        String label = label(member.getKey());
        if (label.endsWith("_")) {
          throw new Rejection(
              Reason.UNREADABLE,
              "SenML field \"%s\" must be understood, and is not".formatted(Values.cut(label)));
        }
        fields.put(label, member.getValue());
      }
    }

    JsonNode get(String label) {
      return fields.get(label);
    }

    String text(String label, String otherwise) {
      JsonNode value = fields.get(label);
      if (value == null) {
        return otherwise;
      }
      if (!value.isTextual()) {
        throw wrong(label, "text", value);
      }
      return value.textValue();
    }

    BigDecimal number(String label, BigDecimal otherwise) {
      JsonNode value = fields.get(label);
      if (value == null) {
        return otherwise;
      }
      Number number = value.isNumber() ? Numbers.of(value) : null;
      if (number == null) {
        throw wrong(label, "number", value);
      }
      return Numbers.decimal(number);
    }

    private static Rejection wrong(String label, String type, JsonNode value) {
      return new Rejection(
          Reason.UNREADABLE,
          "SenML field %s is a %s but this is %s".formatted(label, type, Values.shown(value)));
    }
  }

  /** The base fields in force, and what was measured so far. */
  private final class SenmlPack {
    private final Mapped mapped;
    private final Context context;
    private String baseName = "";
    private String baseUnit;
    private BigDecimal baseTime = BigDecimal.ZERO;
    private BigDecimal baseValue;
    private BigDecimal baseSum;
    private final Map<String, LatLon> positions = new java.util.HashMap<>();

    SenmlPack(Mapped mapped, Context context) {
      this.mapped = mapped;
      this.context = context;
    }

    void next(SenmlRecord record) {
      baseName = record.text("bn", baseName);
      baseUnit = record.text("bu", baseUnit);
      baseTime = record.number("bt", baseTime);
      baseValue = record.number("bv", baseValue);
      baseSum = record.number("bs", baseSum);
      BigDecimal version = record.number("bver", null);
      if (version != null && version.compareTo(BigDecimal.valueOf(VERSION)) > 0) {
        throw new Rejection(
            Reason.UNREADABLE,
            "SenML version %s is newer than %d".formatted(version.toPlainString(), VERSION));
      }
      JsonNode value = value(record);
      if (value != null) {
        String own = record.text("n", "");
        measured(baseName + own, own, value, record.text("u", baseUnit), time(record));
      }
    }

    private JsonNode value(SenmlRecord record) {
      if (record.get("v") != null) {
        BigDecimal number = record.number("v", null);
        return baseValue == null
            ? record.get("v")
            : JsonNodeFactory.instance.numberNode(Unit.plain(number.add(baseValue)));
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
            : JsonNodeFactory.instance.numberNode(Unit.plain(sum.add(baseSum)));
      }
      if (record.get("vd") != null) {
        mapped.whole().attributes().ignore();
        return null;
      }
      return baseValue != null && record.get("n") != null
          ? JsonNodeFactory.instance.numberNode(baseValue)
          : null;
    }

    /** Seconds since 1970, or null for "now". */
    private JsonNode time(SenmlRecord record) {
      BigDecimal time = record.number("t", BigDecimal.ZERO).add(baseTime);
      if (time.compareTo(RELATIVE_BELOW) >= 0) {
        return JsonNodeFactory.instance.numberNode(time);
      }
      if (time.signum() == 0) {
        return null;
      }
      BigDecimal now = BigDecimal.valueOf(context.received().toEpochMilli()).movePointLeft(3);
      return JsonNodeFactory.instance.numberNode(now.add(time));
    }

    private void measured(String name, String own, JsonNode value, String unit, JsonNode time) {
      Field field = field(name, own);
      if (unit != null && (unit.equals("lat") || unit.equals("lon"))) {
        String place = name.replaceFirst("(?i)(lat|lon|lng)[a-z]*$", "");
        positions.computeIfAbsent(place + "@" + time, key -> new LatLon(time)).add(unit, value);
      } else if (field == null) {
        mapped.whole().attributes().addAll(own.isEmpty() ? name : own, value);
      } else {
        Measurement measurement = Measurement.of(mapped.whole(), field, value).at(time);
        mapped.measurements().add(unit == null ? measurement : measurement.in(unit));
      }
    }

    /** A name names a sensor: its last word that is a kind counts, else the address's kind. */
    private Field field(String name, String own) {
      for (String candidate : new String[] {own, lastOf(own), lastOf(name)}) {
        Field field = candidate.isEmpty() ? Field.OTHER : kinds.field(candidate);
        if (field.role() == Field.Role.KIND) {
          return field;
        }
      }
      if (context.kind() != null) {
        Field field = kinds.field(context.kind());
        return field.role() == Field.Role.KIND ? field : null;
      }
      return null;
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

    /** Latitude and longitude of one place and time make a position. */
    private final class LatLon {
      private final JsonNode time;
      private final com.fasterxml.jackson.databind.node.ObjectNode value =
          JsonNodeFactory.instance.objectNode();

      LatLon(JsonNode time) {
        this.time = time;
      }

      void add(String part, JsonNode node) {
        value.set(part, node);
        Kind gps = kinds.kind("gps");
        if (value.size() == 2 && gps != null) {
          mapped
              .measurements()
              .add(
                  new Measurement(
                      mapped.whole(), gps, gps.name(), value, null, null, time, null, null));
        }
      }
    }
  }
}
