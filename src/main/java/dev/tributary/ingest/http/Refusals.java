package dev.tributary.ingest.http;

import dev.tributary.event.Outcome;
import dev.tributary.event.Reason;
import dev.tributary.event.Rejection;
import dev.tributary.ingest.Address;
import dev.tributary.ingest.Arrival;
import dev.tributary.ingest.Intake;
import dev.tributary.ingest.Protocol;

/** What is refused before it is a message counts like one all the same. */
final class Refusals {
  private static final byte[] UNREAD = {};

  private final Intake intake;

  Refusals(Intake intake) {
    this.intake = intake;
  }

  Outcome count(Address address, Rejection rejection) {
    Outcome outcome =
        Outcome.refused(rejection.reason(), rejection.getMessage(), rejection.retryAfter());
    intake.refuse(
        new Arrival(
            Protocol.HTTP,
            address,
            UNREAD,
            null,
            null,
            intake.clock().instant(),
            false,
            null,
            null,
            0),
        outcome);
    return outcome;
  }

  /** Refuses a request on a path that may stand for no address. */
  void refuse(Call call, Rejection rejection) {
    String path = String.valueOf(call.request().path());
    count(new Address(path, null, null, null, null), rejection);
    call.refuse(rejection);
  }

  /** Refuses what could not even be read as a request. */
  void refuse(Call call, int status, Reason reason, String detail) {
    count(new Address("", null, null, null, null), new Rejection(reason, detail));
    call.refuse(status, reason, detail, null);
  }
}
