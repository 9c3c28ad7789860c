package dev.tributary.analytics.rules;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.DateTimeException;

/**
 * What a rule reads: one event, or one measure of another rule.
 *
 * @param time the device's, milliseconds since 1970
 * @param received the gateway's; of a measure, the tick that closed its window
 * @param number the value as a number, or null where it is none
 * @param json all of it, for conditions
 */
public record Reading(
    String id,
    String device,
    String region,
    String kind,
    BigDecimal number,
    String unit,
    long time,
    long received,
    JsonNode json) {
  /** A device's clock may be this much ahead before the gateway's counts instead. */
  static final long MOST_AHEAD = 120_000;

  private static final int MOST_DIGITS = 400;

  /** Why a record is no event. */
  public static final class NotAnEvent extends Exception {
    private static final long serialVersionUID = 1L;

    NotAnEvent(String why) {
      super(why);
    }
  }

  /** When it happened: what its windows and the order of its device go by. */
  public long at() {
    return time > received + MOST_AHEAD ? received : time;
  }

  /** The same for conditions that read more than the event itself. */
  Reading with(JsonNode facts) {
    return new Reading(id, device, region, kind, number, unit, time, received, facts);
  }

  /** Reads the value of a Kafka record. */
  public static Reading parse(byte[] json) throws NotAnEvent {
    if (json == null) {
      throw new NotAnEvent("the record has no value");
    }
    try {
      return of(Json.read(json));
    } catch (IOException e) {
      throw new NotAnEvent("the record is no JSON");
    }
  }

  /** The value of its Kafka record, or one that is the same to JSON. */
  public byte[] toJson() {
    return Json.write(json);
  }

  /** Reads back what was one before. */
  static Reading stored(byte[] json) {
    try {
      return parse(json);
    } catch (NotAnEvent e) {
      throw new IllegalStateException(e);
    }
  }

  static Reading of(JsonNode json) throws NotAnEvent {
    return new Reading(
        text(json, "id"),
        text(json, "device_id"),
        json.path("region").asText("unknown"),
        text(json, "kind"),
        number(json.path("value")),
        json.path("unit").asText(null),
        time(json, "time"),
        time(json, "received"),
        json);
  }

  private static String text(JsonNode json, String name) throws NotAnEvent {
    JsonNode node = json.path(name);
    if (!node.isTextual() || node.textValue().isEmpty()) {
      throw new NotAnEvent("the record has no " + name);
    }
    return node.textValue();
  }

  private static long time(JsonNode json, String name) throws NotAnEvent {
    String text = text(json, name);
    try {
      return Json.millis(text);
    } catch (DateTimeException | ArithmeticException e) {
      throw new NotAnEvent("%s must be a time in UTC".formatted(name));
    }
  }

  private static BigDecimal number(JsonNode value) throws NotAnEvent {
    if (!value.isNumber()) {
      return null;
    }
    BigDecimal number = value.decimalValue();
    if (Math.abs((long) number.scale()) > MOST_DIGITS || number.precision() > MOST_DIGITS) {
      throw new NotAnEvent("value must have at most %d digits".formatted(MOST_DIGITS));
    }
    return number;
  }
}
