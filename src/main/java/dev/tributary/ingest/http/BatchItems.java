package dev.tributary.ingest.http;

import dev.tributary.contract.Address;
import dev.tributary.contract.Arrival;
import dev.tributary.contract.EventBudget;
import dev.tributary.contract.Grants;
import dev.tributary.contract.Outcome;
import dev.tributary.contract.Protocol;
import dev.tributary.contract.Rejection;
import dev.tributary.ingest.Intake;
import java.time.Instant;
import java.util.function.Consumer;

/** Makes messages of the items of one batch, and checks of each whether its sender may send it. */
final class BatchItems {
  private final ServedPaths.Match match;
  private final Grants sender;
  private final Metadata metadata;
  private final Intake intake;
  private final HttpLimits limits;
  private final EventBudget events;
  private final RefusedRequests refusals;
  private final Instant received;

  BatchItems(
      ServedPaths.Match match, Grants sender, Metadata metadata, Intake intake, HttpLimits limits) {
    this.match = match;
    this.sender = sender;
    this.metadata = metadata;
    this.intake = intake;
    this.limits = limits;
    this.events = new EventBudget(limits.batchEvents(), "tributary.http.max-batch-events");
    this.refusals = new RefusedRequests(intake);
    this.received = intake.clock().instant();
  }

  /** Hands an item over, or answers at once why it is refused. */
  void accept(byte[] item, int index, Consumer<Outcome> answer) {
    if (item == ItemSplitter.TOO_LARGE) {
      answer.accept(refuse(RequestRouter.tooLarge(limits.payloadBytes())));
      return;
    }
    if (events.isSpent()) {
      answer.accept(refuse(events.spent()));
      return;
    }
    String device = ItemDevice.of(item);
    Address named = new Address(match.address().text(), device, null, null, null);
    Address address;
    try {
      address = sender.admit(named);
    } catch (Rejection rejection) {
      answer.accept(refusals.count(named, rejection));
      return;
    }
    Arrival arrival =
        new Arrival(
            Protocol.HTTP,
            address,
            item,
            BatchFormat.ITEM_TYPE,
            metadata.messageId(index),
            received,
            false,
            null,
            metadata.traceparent(),
            0,
            index,
            null,
            null,
            events,
            item.length);
    intake.accept(match.consumer(), arrival.from(sender), answer);
  }

  /** Counts what is refused of the batch beside an item that names its device. */
  Outcome refuse(Rejection rejection) {
    return refusals.count(match.address(), rejection);
  }
}
