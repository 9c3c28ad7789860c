package dev.tributary.contract;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Why a message was not published. The list is closed: the same word is the log field, the metric
 * tag and the dead-letter header, and decides how the device is answered.
 */
public enum Reason {
  UNREADABLE("unreadable", 400, "4.00", Fate.DEAD_LETTER),
  UNMAPPED("unmapped", 400, "4.00", Fate.DEAD_LETTER),
  INVALID("invalid", 400, "4.00", Fate.DEAD_LETTER),
  BAD_IDENTITY("bad-identity", 400, "4.00", Fate.DEAD_LETTER),
  IDENTITY_MISMATCH("identity-mismatch", 403, "4.03", Fate.DEAD_LETTER),
  UNAUTHENTICATED("unauthenticated", 401, "4.01", Fate.REFUSED),
  FORBIDDEN("forbidden", 403, "4.03", Fate.REFUSED),
  UNSUPPORTED_FORMAT("unsupported-format", 415, "4.15", Fate.DEAD_LETTER_IF_ONE_WAY),
  TOO_LARGE("too-large", 413, "4.13", Fate.DEAD_LETTER_IF_ONE_WAY),
  NOT_FOUND("not-found", 404, "4.04", Fate.REFUSED),
  METHOD_NOT_ALLOWED("method-not-allowed", 405, "4.05", Fate.REFUSED),
  THROTTLED("throttled", 429, "4.29", Fate.THROTTLED_IF_ONE_WAY),
  OVERLOADED("overloaded", 503, "5.03", Fate.REFUSED),
  UNDELIVERABLE("undeliverable", 502, "5.02", Fate.DEAD_LETTER),
  UNAVAILABLE("unavailable", 503, "5.03", Fate.REFUSED),
  INTERNAL("internal", 500, "5.00", Fate.DEAD_LETTER);

  /** What becomes of a message that is not published. */
  public enum Fate {
    /** Kept in the dead-letter topic, whatever the protocol. */
    DEAD_LETTER,
    /** Kept in the dead-letter topic where the sender gets no answer (MQTT); refused elsewhere. */
    DEAD_LETTER_IF_ONE_WAY,
    /** Kept in the throttled topic where the sender gets no answer (MQTT); refused elsewhere. */
    THROTTLED_IF_ONE_WAY,
    /** Not stored: the sender is refused, or (MQTT) gets no acknowledgement and sends again. */
    REFUSED
  }

  private static final Map<String, Reason> BY_WORD =
      Arrays.stream(values())
          .collect(Collectors.toUnmodifiableMap(Reason::word, Function.identity()));

  private final String word;
  private final int httpStatus;
  private final String coapCode;
  private final Fate fate;

  Reason(String word, int httpStatus, String coapCode, Fate fate) {
    this.word = word;
    this.httpStatus = httpStatus;
    this.coapCode = coapCode;
    this.fate = fate;
  }

  /** The public name, as it stands in logs, metrics and headers. */
  public String word() {
    return word;
  }

  public int httpStatus() {
    return httpStatus;
  }

  /** The response code in the notation of RFC 7252, {@code 4.00}. */
  public String coapCode() {
    return coapCode;
  }

  public Fate fate() {
    return fate;
  }

  /** The reason of this public name, or null. */
  public static Reason of(String word) {
    return BY_WORD.get(word);
  }

  @Override
  public String toString() {
    return word;
  }
}
