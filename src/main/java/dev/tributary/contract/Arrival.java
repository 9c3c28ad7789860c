package dev.tributary.contract;

import java.time.Instant;
import java.util.Map;

/**
 * One message as a listener received it: the only things that pass from the wire to a route. All
 * but protocol, address, payload and received may be null.
 *
 * @param payload the bytes as they came, content encoding undone
 * @param contentType as the sender named it: a media type, or null
 * @param messageId the sender's own id of this message ({@code Idempotency-Key}, MQTT user property
 *     {@code message-id})
 * @param properties MQTT 5 user properties within the limits, or null
 * @param traceparent W3C trace context, checked for its form
 * @param replayed how often this message was replayed from the dead letters, 0 for a device's
 * @param index its place in the batch that it came in, from 0, or null
 * @param grants what its sender is authorized to send, where the payload could claim more; or null
 * @param messageKey of a replayed message, {@linkplain MessageKey what was drawn} when it came in
 *     first; or null
 * @param events how many events it may yield together with the other items of its batch, or null
 * @param size of the payload as it was sent; of a message that is too large to be stored there may
 *     be only the beginning, and its size counts what was left out
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
    Grants grants,
    String messageKey,
    EventBudget events,
    int size) {
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
        null,
        null,
        payload.length);
  }

  /**
   * Whether a sender waits for more than an acknowledgement. It can be refused; what cannot is held
   * back until there is room.
   */
  public boolean isAwaited() {
    return protocol.answers() && replayed == 0;
  }

  /** The same at another address. */
  public Arrival at(Address other) {
    return other.equals(address) ? this : with(other, grants, size);
  }

  /** The same from a sender who has proved this. */
  public Arrival from(Grants sender) {
    return sender.isLeftToCheck(address) ? with(address, sender, size) : this;
  }

  /** The same, which was larger before it was cut. */
  public Arrival ofSize(int whole) {
    return with(address, grants, whole);
  }

  private Arrival with(Address otherAddress, Grants otherGrants, int otherSize) {
    return new Arrival(
        protocol,
        otherAddress,
        payload,
        contentType,
        messageId,
        received,
        retained,
        properties,
        traceparent,
        replayed,
        index,
        otherGrants,
        messageKey,
        events,
        otherSize);
  }
}
