package dev.tributary.ingest.http;

import dev.tributary.contract.Address;
import dev.tributary.contract.Arrival;
import dev.tributary.contract.Outcome;
import dev.tributary.contract.Protocol;
import dev.tributary.contract.Rejection;
import dev.tributary.ingest.Intake;
import dev.tributary.net.MalformedRequest;

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
  void refuse(RequestExchange call, MalformedRequest malformed) {
    count(new Address("", null, null, null, null), rejection(malformed));
    call.refuse(malformed.status(), malformed.reason(), malformed.getMessage(), null);
  }

  static Rejection rejection(MalformedRequest malformed) {
    return new Rejection(malformed.reason(), malformed.getMessage());
  }
}
