package dev.tributary.ingest.camel;

import dev.tributary.contract.Address;
import dev.tributary.contract.AddressTemplates;
import dev.tributary.contract.Arrival;
import dev.tributary.contract.DeviceAnswer;
import dev.tributary.contract.OfflineListener;
import dev.tributary.contract.Outcome;
import dev.tributary.contract.Protocol;
import dev.tributary.contract.Reason;
import dev.tributary.contract.Rejection;
import dev.tributary.contract.SampleMessage;
import dev.tributary.ingest.Intake;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.camel.Component;

/**
 * Takes in what an operator's own route has polled or read: {@code to: ingest:<address>} hands it
 * over, and the route that begins with {@code ingest:*} has it, as any listener's has what comes.
 */
public final class CamelListener implements OfflineListener {
  /** What a {@link #component} is bound under. */
  public static final String SCHEME = "ingest";

  private static final byte[] UNREAD = {};

  private final AddressTemplates templates;
  private final int maxPayloadBytes;
  private final Intake intake;
  private volatile IngestConsumer route;

  public CamelListener(AddressTemplates templates, int maxPayloadBytes, Intake intake) {
    this.templates = templates;
    this.maxPayloadBytes = maxPayloadBytes;
    this.intake = intake;
  }

  public Component component() {
    return new IngestComponent(this);
  }

  void attach(IngestConsumer next) {
    route = next;
  }

  synchronized void detach(IngestConsumer consumer) {
    if (route == consumer) {
      route = null;
    }
  }

  /**
   * Takes a message in and answers once, on this or another thread.
   *
   * @param contentType or null
   * @param messageId the id that its source gives it, or null
   */
  void accept(
      String address,
      byte[] payload,
      String contentType,
      String messageId,
      Consumer<Outcome> answer) {
    IngestConsumer consumer = route;
    Address matched = templates.match(address).orElse(null);
    Rejection refusal = refusal(matched, payload.length, consumer);
    if (refusal != null) {
      Outcome outcome = Outcome.refused(refusal);
      Address named = new Address(address, null, null, null, null);
      intake.refuse(arrival(named, UNREAD, contentType, messageId), outcome);
      answer.accept(outcome);
      return;
    }
    intake.accept(consumer, arrival(matched, payload, contentType, messageId), answer);
  }

  private Rejection refusal(Address matched, int size, IngestConsumer consumer) {
    if (matched == null) {
      return new Rejection(Reason.NOT_FOUND, "the address matches none of tributary.addresses");
    }
    if (size > maxPayloadBytes) {
      return new Rejection(
          Reason.TOO_LARGE,
          "a payload has at most %d bytes, but this has %d".formatted(maxPayloadBytes, size));
    }
    return consumer == null
        ? new Rejection(Reason.UNAVAILABLE, "no route begins with ingest:* (ingest-camel)")
        : null;
  }

  private Arrival arrival(Address address, byte[] payload, String contentType, String messageId) {
    return new Arrival(
        Protocol.CAMEL,
        address,
        payload,
        contentType,
        messageId,
        intake.clock().instant(),
        false,
        null,
        null,
        0);
  }

  @Override
  public CompletableFuture<DeviceAnswer> send(SampleMessage sent) {
    CompletableFuture<DeviceAnswer> told = new CompletableFuture<>();
    accept(
        sent.address(),
        sent.payload(),
        sent.contentType(),
        sent.messageId(),
        outcome -> {
          String word = outcome.isStored() ? DeviceAnswer.STORED : outcome.reason().word();
          told.complete(new DeviceAnswer(word, List.of(word), outcome.detail()));
        });
    return told;
  }
}
