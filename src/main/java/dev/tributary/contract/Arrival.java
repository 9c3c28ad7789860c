package dev.tributary.contract;

import java.time.Instant;
import java.util.Map;
import java.util.function.Predicate;

/**
 * One message as an end received it: the only things that pass from the wire to a route. All but
 * protocol, address, payload and received may be null.
 *
 * @param payload the bytes as they came, content encoding undone
 * @param contentType as the sender named it: a media type, or null
 * @param messageId the sender's own id of this message ({@code Idempotency-Key}, MQTT user property
 *     {@code message-id})
 * @param properties MQTT 5 user properties within the limits, or null
 * @param traceparent W3C trace context, checked for its form
 * @param replayed how often this message was replayed from the dead letters, 0 for a device's
 * @param index its place in the batch that it came in, from 0, or null
 * @param speaksFor for which devices its sender may speak, where that had to be proved and the
 *     address names none; or null
 * @param messageKey of a replayed message, {@linkplain MessageKey what was drawn} when it came in
 *     first; or null
 */
public record Arrival(
    Protocol protocol,
    Address address,
    byte[] payload,
    String contentType,
    String messageId,
    Instant received,
    boolean retained,
    Map<String, String> properties,
    String traceparent,
    int replayed,
    Integer index,
    Predicate<String> speaksFor,
    String messageKey) {
  /** A message that came by itself. */
  public Arrival(
      Protocol protocol,
      Address address,
      byte[] payload,
      String contentType,
      String messageId,
      Instant received,
      boolean retained,
      Map<String, String> properties,
      String traceparent,
      int replayed) {
    this(
        protocol,
        address,
        payload,
        contentType,
        messageId,
        received,
        retained,
        properties,
        traceparent,
        replayed,
        null,
        null,
        null);
  }

  /**
   * Whether a sender waits to hear more than an acknowledgement. It can be refused; what cannot is
   * held back until there is room.
   */
  public boolean isAwaited() {
    return protocol.answers() && replayed == 0;
  }

  /** The same from a sender who may speak for these devices only, whichever the payload names. */
  public Arrival from(Predicate<String> devices) {
    return new Arrival(
        protocol,
        address,
        payload,
        contentType,
        messageId,
        received,
        retained,
        properties,
        traceparent,
        replayed,
        index,
        devices,
        messageKey);
  }
}
