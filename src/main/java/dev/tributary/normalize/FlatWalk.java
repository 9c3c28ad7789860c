package dev.tributary.normalize;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/** One way through one payload. */
final class FlatWalk {
  /** Names come from senders, and to guess what one means costs more than to know it. */
  private static final int MOST_LOOKS = 256;

  private final Kinds kinds;
  private final Kind gps;
  private final Mapped mapped;
  private final List<Measurement> found;
  private final Field addressed;
  private int looks = MOST_LOOKS;

  /** The name of the object that is walked, if it is not known to hold readings; else null. */
  private String within;

  /** Whether that is the name of a kind, so that only both together name what a member is. */
  private boolean inKind;

  /**
   * @param addressed what the address names, or null
   */
  FlatWalk(Kinds kinds, Kind gps, Mapped mapped, Field addressed) {
    this.kinds = kinds;
    this.gps = gps;
    this.mapped = mapped;
    this.found = mapped.measurements();
    this.addressed = addressed;
  }

  void payload(JsonNode payload, Reading reading) {
    if (payload.isObject()) {
      object(payload, reading);
    } else if (payload.isArray()) {
      items(payload, reading, addressed);
    } else if (addressed != null) {
      kind(addressed.kind().name(), addressed, payload, reading, new FlatLevel(found.size()));
    }
  }

  private void object(JsonNode object, Reading reading) {
    FlatLevel level = new FlatLevel(found.size());
    for (Map.Entry<String, JsonNode> member : object.properties()) {
      member(member.getKey(), member.getValue(), reading, level);
    }
    if (level.hasNamesOrValue()) {
      named(level, reading);
    }
    if (level.position() != null) {
      if (gps != null && level.position().isComplete()) {
        level.position().addTo(found, reading, gps);
      } else {
        level.position().addTo(reading.attributes());
      }
    }
    level.nameUnits(found);
  }

  private void member(String name, JsonNode value, Reading reading, FlatLevel level) {
    Field field = within == null ? kinds.field(name) : inside(name);
    if (within != null && isNoReading(field, value)) {
      field = Field.role(Field.Role.ATTRIBUTE);
    }
    member(name, field, value, reading, level);
  }

  /** {@code {"wind": {"speed": 3}}} is a wind_speed, where kinds.yaml knows one. */
  private Field inside(String name) {
    Field joined = looks > 0 ? kinds.field(within + "_" + name) : Field.OTHER;
    looks--;
    if (joined.role() == Field.Role.KIND) {
      return joined;
    }
    Field alone = kinds.field(name);
    if (!inKind) {
      return alone;
    }
    Field outer = kinds.field(within);
    if (alone.role() == Field.Role.OTHER && name.length() <= 4 && isNumber(name)) {
      // {"temperatureSensor": {"1": 22.5}}
      return new Field(outer.role(), outer.kind(), outer.unit(), Integer.valueOf(name), null);
    }
    boolean vague =
        alone.role() == Field.Role.KIND
            && !alone.kind().name().equals(outer.kind().name())
            && Words.split(name).size() == 1;
    return vague ? Field.role(Field.Role.ATTRIBUTE) : alone;
  }

  private static boolean isNumber(String name) {
    return !name.isEmpty() && name.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  /** In an object of unknown name no device is named, and texts mean less than they seem to. */
  private static boolean isNoReading(Field field, JsonNode value) {
    return switch (field.role()) {
      case DEVICE, REGION, ID -> true;
      case KIND ->
          value.isValueNode()
              && (field.kind().type() == Kind.Type.NUMBER
                  ? Numbers.of(value) == null
                  : field.kind().type() != Kind.Type.BOOLEAN || !value.isBoolean());
      default -> false;
    };
  }

  private void member(String name, Field field, JsonNode value, Reading reading, FlatLevel level) {
    switch (field.role()) {
      case KIND -> kind(name, field, value, reading, level);
      case PART -> level.part(field.part(), value);
      case TIME -> {
        JsonNode time = value.path("$date").isValueNode() ? value.get("$date") : value;
        if (time.isValueNode()) {
          reading.time(time);
        } else {
          reading.attributes().addAll(name, value);
        }
      }
      case WRAPPER -> wrapper(name, value, reading);
      case DEVICE, REGION, ID -> {
        if (value.isObject()) {
          unknown(name, value, reading);
        } else {
          identity(name, field.role(), value, reading);
        }
      }
      case NAME -> level.name(name, value);
      case VALUE -> level.value(name, value);
      case UNIT -> {
        if (value.isObject()) {
          units(value, level);
        } else {
          level.unit(name, value);
        }
      }
      case UNIT_OF -> level.unitOf(field.kind(), value);
      case ATTRIBUTE -> reading.attributes().addAll(name, value);
      case SECRET -> reading.attributes().ignore();
      case OTHER -> {
        if (value.isObject()) {
          unknown(name, value, reading);
        } else if (!guessed(name, value, reading)) {
          reading.attributes().addAll(name, value);
        }
      }
    }
  }

  private void wrapper(String name, JsonNode value, Reading reading) {
    if (value.isObject()) {
      object(value, reading);
    } else if (value.isArray()) {
      items(value, reading, null);
    } else {
      reading.attributes().add(name, value);
    }
  }

  /** {@code {"temperature": "F", "pressure": "inHg"}}. */
  private void units(JsonNode units, FlatLevel level) {
    for (Map.Entry<String, JsonNode> unit : units.properties()) {
      Field field = kinds.field(unit.getKey());
      if (field.role() == Field.Role.KIND) {
        level.unitOf(field.kind(), unit.getValue());
      }
    }
  }

  /** A number whose name is known in part: a measurement if it is possible. */
  private boolean guessed(String name, JsonNode value, Reading reading) {
    Number number = value.isNumber() ? Numbers.of(value) : null;
    if (number == null) {
      return false;
    }
    Field guess = looks > 0 ? kinds.guess(name) : Field.OTHER;
    looks--;
    if (guess.role() != Field.Role.KIND || !guess.kind().mayBe(number, guess.unit())) {
      mapped.unmeasured(name, value);
      return false;
    }
    found.add(Measurement.of(reading, guess, value));
    return true;
  }

  /**
   * An object of unknown name: what is known in it was measured at what the object is named for;
   * where nothing is, all of it is attributes.
   */
  private void unknown(String name, JsonNode object, Reading reading) {
    if (isValueOfGuess(name, object, reading)) {
      return;
    }
    if (looks <= 0 || !kinds.mayHoldReadings(name)) {
      reading.attributes().addAll(name, object);
      return;
    }
    looks--;
    int before = found.size();
    Reading own = new Reading(reading);
    String outer = within;
    boolean outerKind = inKind;
    within = name;
    inKind = kinds.field(name).role() == Field.Role.KIND;
    object(object, own);
    within = outer;
    inKind = outerKind;
    for (int i = before; i < found.size(); i++) {
      Measurement measurement = found.get(i);
      if (measurement.channel() == null && measurement.kind().type() != Kind.Type.POSITION) {
        found.set(i, measurement.channel(name));
      }
    }
    if (found.size() == before) {
      reading.attributes().addAll(name, object);
    }
  }

  /**
   * {@code {"oven.temperature": {"value": 182}}}, or below the name of a kind one of several:
   * {@code {"temperature": {"T": {"value": 25.5, "unit": "C"}}}}.
   */
  private boolean isValueOfGuess(String name, JsonNode object, Reading reading) {
    if (looks <= 0) {
      return false;
    }
    looks--;
    Field guess = kinds.guess(name);
    boolean ofKind = guess.role() != Field.Role.KIND && inKind && kinds.mayHoldReadings(name);
    Field field = ofKind ? kinds.field(within) : guess;
    if (field.role() != Field.Role.KIND || (ofKind && !hasUnitOf(field.kind(), object))) {
      return false;
    }
    int before = found.size();
    if (!nested(field, object, reading)) {
      return false;
    }
    if (found.size() > before) {
      Measurement measurement = found.get(before);
      Number number = Numbers.of(measurement.value());
      if (number == null || !field.kind().mayBe(number, field.unit())) {
        found.remove(before);
        return false;
      }
      found.set(before, ofKind ? measurement.channel(name) : measurement);
    }
    return true;
  }

  private boolean hasUnitOf(Kind kind, JsonNode object) {
    for (Map.Entry<String, JsonNode> member : object.properties()) {
      if (kinds.field(member.getKey()).role() == Field.Role.UNIT && member.getValue().isTextual()) {
        return kind.quantity() != null && kind.quantity().find(member.getValue().asText()) != null;
      }
    }
    return false;
  }

  private void kind(String name, Field field, JsonNode value, Reading reading, FlatLevel level) {
    if (value.isValueNode() && field.kind().type() == Kind.Type.POSITION) {
      place(name, value, reading);
    } else if (value.isValueNode()) {
      Measurement measurement = measured(field, value, reading);
      if (field.kind().part() != null && measurement != null) {
        level.beside(measurement);
      }
    } else if (value.isArray()) {
      items(value, reading, field);
    } else if (field.kind().type() == Kind.Type.POSITION) {
      position(value, reading);
    } else if (!nested(field, value, reading)) {
      unknown(name, value, reading);
    }
  }

  private void identity(String name, Field.Role role, JsonNode value, Reading reading) {
    boolean word = value.isTextual() || value.isIntegralNumber();
    if (word && role == Field.Role.DEVICE) {
      reading.device(value.asText());
    } else if (value.isTextual() && role == Field.Role.REGION) {
      reading.region(value.asText());
    } else if (word && role == Field.Role.ID && reading == mapped.whole()) {
      mapped.id(value.asText());
    } else {
      reading.attributes().addAll(name, value);
    }
  }

  /** A list: of readings, or of the values of one kind. */
  private void items(JsonNode list, Reading reading, Field field) {
    int index = 0;
    for (JsonNode item : list) {
      if (item.isObject()) {
        Reading own = new Reading(reading);
        if (field == null || !nested(field, item, own)) {
          object(item, own);
        }
      } else if (field != null && item.isValueNode()) {
        if (!item.isNull()) {
          found.add(Measurement.of(reading, field, item).channel(index));
        }
      } else {
        reading.attributes().ignore();
      }
      index++;
    }
  }

  private Measurement measured(Field field, JsonNode value, Reading reading) {
    if (value.isNull()) {
      reading.attributes().ignore();
      return null;
    }
    Measurement measurement = Measurement.of(reading, field, value);
    found.add(measurement);
    return measurement;
  }

  /** {@code "52.5,13.4"}; another text is the name of a place, a number where a blind stands. */
  private void place(String name, JsonNode value, Reading reading) {
    JsonNode pair = value.isTextual() ? pair(value.textValue()) : null;
    if (pair == null) {
      reading.attributes().add(name, value);
    } else {
      found.add(new Measurement(reading, gps, gps.name(), pair, null, null, null, null, null));
    }
  }

  /** {@code {"value": 21.5, "unit": "C", "time": …}} under the name of a kind. */
  private boolean nested(Field field, JsonNode object, Reading reading) {
    JsonNode value = null;
    JsonNode unit = null;
    JsonNode time = null;
    JsonNode wrapped = null;
    for (Map.Entry<String, JsonNode> member : object.properties()) {
      switch (kinds.field(member.getKey()).role()) {
        case WRAPPER -> wrapped = member.getValue();
        case VALUE -> value = member.getValue();
        case UNIT -> unit = member.getValue();
        case TIME -> time = member.getValue();
        default -> {}
      }
    }
    if (value == null && wrapped != null && wrapped.isObject()) {
      return nested(field, wrapped, reading);
    }
    if (value == null || !value.isValueNode()) {
      return false;
    }
    if (!value.isNull()) {
      Measurement measurement = Measurement.of(reading, field, value);
      if (unit != null && unit.isTextual()) {
        measurement = measurement.in(unit.textValue());
      }
      found.add(time == null ? measurement : measurement.at(time));
    }
    return true;
  }

  /** An object with a name and a value: {@code {"name": "temperature", "value": 21.5}}. */
  private void named(FlatLevel level, Reading reading) {
    Field field = level.kindNamed(kinds);
    JsonNode value = level.value();
    if (value == null || (field == null && addressed == null)) {
      if (value != null && value.isObject()) {
        object(value, reading);
      }
      level.addTo(reading.attributes());
      return;
    }
    int before = found.size();
    kind(level.valueName(), field == null ? addressed : field, value, reading, level);
    if (level.unit() != null && found.size() == before + 1) {
      found.set(before, found.get(before).in(level.unit()));
    }
    level.addNamesTo(reading.attributes(), kinds);
  }

  private void position(JsonNode object, Reading reading) {
    JsonNode coordinates = object.path("coordinates");
    if (coordinates.isArray() && coordinates.size() >= 2) {
      // GeoJSON has longitude first
      ObjectNode value = JsonNodeFactory.instance.objectNode();
      value.set("lat", coordinates.get(1));
      value.set("lon", coordinates.get(0));
      if (coordinates.size() > 2) {
        value.set("alt", coordinates.get(2));
      }
      found.add(new Measurement(reading, gps, gps.name(), value, null, null, null, null, null));
    } else if (valueOf(object).isObject()) {
      position(valueOf(object), reading);
    } else {
      object(object, reading);
    }
  }

  /** What {@code {"type": "GeoProperty", "value": …}} holds. */
  private JsonNode valueOf(JsonNode object) {
    for (Map.Entry<String, JsonNode> member : object.properties()) {
      if (kinds.field(member.getKey()).role() == Field.Role.VALUE) {
        return member.getValue();
      }
    }
    return JsonNodeFactory.instance.missingNode();
  }

  /** A position of two or three numbers, or null. */
  private static JsonNode pair(String text) {
    String[] parts = text.split("[,;]", 4);
    if (parts.length < 2 || parts.length > 3) {
      return null;
    }
    ObjectNode value = JsonNodeFactory.instance.objectNode();
    String[] names = {"lat", "lon", "alt"};
    for (int i = 0; i < parts.length; i++) {
      if (Numbers.of(parts[i].strip()) == null) {
        return null;
      }
      value.put(names[i], parts[i].strip());
    }
    return value;
  }
}
