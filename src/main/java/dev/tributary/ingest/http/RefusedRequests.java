package dev.tributary.ingest.http;

import dev.tributary.contract.Address;
import dev.tributary.contract.Arrival;
import dev.tributary.contract.Outcome;
import dev.tributary.contract.Protocol;
import dev.tributary.contract.Reason;
import dev.tributary.contract.Rejection;
import dev.tributary.ingest.Intake;

/** What is refused before it is a message counts like one all the same. */
final class RefusedRequests {
  private static final byte[] UNREAD = {};

  private final Intake intake;

  RefusedRequests(Intake intake) {
    this.intake = intake;
  }

  Outcome count(Address address, Rejection rejection) {
    Outcome outcome = Outcome.refused(rejection);
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
  void refuse(RequestExchange call, Rejection rejection) {
    String path = String.valueOf(call.request().path());
    count(new Address(path, null, null, null, null), rejection);
    call.refuse(rejection);
  }

  /** Refuses what could not even be read as a request. */
  void refuse(RequestExchange call, int status, Reason reason, String detail) {
    count(new Address("", null, null, null, null), new Rejection(reason, detail));
    call.refuse(status, reason, detail, null);
  }
}
