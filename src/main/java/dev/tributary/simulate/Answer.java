package dev.tributary.simulate;

/** How one message was answered. */
public enum Answer {
  /** PUBACK, 2.04 or 2xx: the gateway (or, over MQTT, the broker) has taken responsibility. */
  ACKNOWLEDGED,
  /** Told that this message will never be taken: sending it again is no use. */
  REFUSED,
  /** Told to send more slowly. */
  THROTTLED,
  /** Told to come back later. */
  UNAVAILABLE,
  /** No answer: the message may or may not have arrived. */
  UNANSWERED;

  /** The meaning of an HTTP status; CoAP codes are the same numbers, {@code 4.29} as 429. */
  static Answer ofStatus(int status) {
    if (status / 100 == 2) {
      return ACKNOWLEDGED;
    }
    return switch (status) {
      case 429 -> THROTTLED;
      // 502 and 504 are a proxy's while the gateway behind it starts
      case 502, 503, 504 -> UNAVAILABLE;
      default -> REFUSED;
    };
  }
}
