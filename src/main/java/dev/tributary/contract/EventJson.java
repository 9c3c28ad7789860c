package dev.tributary.contract;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;

/**
 * The value of a Kafka record: the event as JSON, written once. Not left to a mapper because it is
 * on the way of every measurement, and because numbers keep their digits.
 */
public final class EventJson {
  private static final byte[] ID = ascii("{\"id\":");
  private static final byte[] DEVICE = ascii(",\"device_id\":");
  private static final byte[] REGION = ascii(",\"region\":");
  private static final byte[] KIND = ascii(",\"kind\":");
  private static final byte[] VALUE = ascii(",\"value\":");
  private static final byte[] UNIT = ascii(",\"unit\":");
  private static final byte[] TIME = ascii(",\"time\":");
  private static final byte[] RECEIVED = ascii(",\"received\":");
  private static final byte[] PROTOCOL = ascii(",\"source\":{\"protocol\":");
  private static final byte[] ADDRESS = ascii(",\"address\":");
  private static final byte[] ATTRIBUTES = ascii("},\"attributes\":");
  private static final byte[] TRUE = ascii("true");
  private static final byte[] FALSE = ascii("false");

  private EventJson() {}

  public static byte[] write(Event event) {
    JsonBytes json = JsonBytes.empty();
    json.raw(ID).quoted(event.id());
    json.raw(DEVICE).quoted(event.device());
    json.raw(REGION).quoted(event.region());
    json.raw(KIND).quoted(event.kind());
    json.raw(VALUE);
    value(json, event.value());
    if (event.unit() != null) {
      json.raw(UNIT).quoted(event.unit());
    }
    json.raw(TIME).time(event.time());
    json.raw(RECEIVED).time(event.received());
    json.raw(PROTOCOL).quoted(event.source().protocol());
    json.raw(ADDRESS).quoted(event.source().address());
    Map<String, Object> attributes = event.attributes();
    if (attributes == null || attributes.isEmpty()) {
      return json.raw('}').raw('}').toArray();
    }
    json.raw(ATTRIBUTES);
    members(json, attributes);
    return json.raw('}').toArray();
  }

  /** A time as events write it, {@code 2026-11-21T03:00:00.123Z}, without quotes. */
  public static byte[] time(Instant time) {
    return JsonBytes.empty().time(time).unquoted();
  }

  private static void value(JsonBytes json, Object value) {
    if (value instanceof String text) {
      json.quoted(text);
    } else if (value instanceof Boolean truth) {
      json.raw(truth ? TRUE : FALSE);
    } else if (value instanceof Number) {
      json.ascii(value.toString());
    } else if (value instanceof Map<?, ?> members) {
      members(json, members);
    } else {
      throw new IllegalArgumentException("no JSON value: " + value.getClass());
    }
  }

  private static void members(JsonBytes json, Map<?, ?> members) {
    char before = '{';
    for (Map.Entry<?, ?> member : members.entrySet()) {
      json.raw(before).quoted((String) member.getKey()).raw(':');
      value(json, member.getValue());
      before = ',';
    }
    if (before == '{') {
      json.raw('{');
    }
    json.raw('}');
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
