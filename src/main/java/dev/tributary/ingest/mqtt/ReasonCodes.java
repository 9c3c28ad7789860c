package dev.tributary.ingest.mqtt;

import java.util.Map;

/** The reason codes of MQTT 5 (2.4) that an operator can do something about, in words. */
final class ReasonCodes {
  static final int FIRST_FAILURE = 0x80;
  static final int MALFORMED_PACKET = 0x81;
  static final int PROTOCOL_ERROR = 0x82;
  static final int SESSION_TAKEN_OVER = 0x8E;
  static final int TOPIC_ALIAS_INVALID = 0x94;
  static final int QOS_NOT_SUPPORTED = 0x9B;

  private static final Map<Integer, String> WORDS =
      Map.ofEntries(
          Map.entry(0x80, "unspecified error"),
          Map.entry(MALFORMED_PACKET, "malformed packet"),
          Map.entry(PROTOCOL_ERROR, "protocol error"),
          Map.entry(0x83, "implementation specific error"),
          Map.entry(0x84, "unsupported protocol version, MQTT 5 is required"),
          Map.entry(0x85, "client id not valid"),
          Map.entry(0x86, "bad user name or password"),
          Map.entry(0x87, "not authorized"),
          Map.entry(0x88, "server unavailable"),
          Map.entry(0x89, "server busy"),
          Map.entry(0x8A, "banned"),
          Map.entry(0x8B, "server shutting down"),
          Map.entry(0x8D, "keep alive timeout"),
          Map.entry(SESSION_TAKEN_OVER, "session taken over"),
          Map.entry(0x8F, "topic filter invalid"),
          Map.entry(0x93, "receive maximum exceeded"),
          Map.entry(0x95, "packet too large"),
          Map.entry(0x97, "quota exceeded"),
          Map.entry(0x98, "administrative action"),
          Map.entry(0x9C, "use another server"),
          Map.entry(0x9D, "server moved"),
          Map.entry(0x9E, "shared subscriptions not supported"),
          Map.entry(0x9F, "connection rate exceeded"),
          Map.entry(0xA2, "wildcard subscriptions not supported"));

  private ReasonCodes() {}

  /** {@code 0x87 not authorized}. */
  static String words(int code) {
    return "0x%02X %s".formatted(code, WORDS.getOrDefault(code, "refused"));
  }
}
