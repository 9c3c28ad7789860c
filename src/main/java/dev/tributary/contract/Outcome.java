package dev.tributary.contract;

import java.time.Duration;
import java.util.List;

/**
 * The outcome of one message, as the device is answered: stored, or not, with a reason.
 *
 * @param reason null when every record of the message is stored in Kafka
 * @param detail one sentence for the sender, empty when stored
 * @param settled true when nothing more will come of this message: it is stored, also in the
 *     dead-letter or throttled topic. Only a settled message may be acknowledged on MQTT.
 * @param retryAfter when to try again, or null
 * @param eventIds the ids of the events that were published, in order
 * @param dropped why a route left the whole message out on purpose, or null; the device is answered
 *     as if it were stored
 */
public record Outcome(
    Reason reason,
    String detail,
    boolean settled,
    Duration retryAfter,
    List<String> eventIds,
    String dropped) {

  public static Outcome stored(List<String> eventIds) {
    return new Outcome(null, "", true, null, eventIds, null);
  }

  /** Left out by {@code to: drop:<why>}. */
  public static Outcome dropped(String why) {
    return new Outcome(null, "", true, null, List.of(), why);
  }

  /** Dead-lettered: not published, but the original bytes are stored with the reason. */
  public static Outcome kept(Reason reason, String detail, Duration retryAfter) {
    return new Outcome(reason, detail, true, retryAfter, List.of(), null);
  }

  /** Refused: neither published nor dead-lettered, the message remains the sender's. */
  public static Outcome refused(Reason reason, String detail, Duration retryAfter) {
    return new Outcome(reason, detail, false, retryAfter, List.of(), null);
  }

  /** Refused for this reason. */
  public static Outcome refused(Rejection rejection) {
    return refused(rejection.reason(), rejection.getMessage(), rejection.retryAfter());
  }

  /** Whether the device is answered that its message is stored. */
  public boolean isStored() {
    return reason == null;
  }
}
