package dev.tributary.ingest.http;

import dev.tributary.contract.Address;
import dev.tributary.contract.Arrival;
import dev.tributary.contract.Grants;
import dev.tributary.contract.Outcome;
import dev.tributary.contract.Protocol;
import dev.tributary.contract.Rejection;
import dev.tributary.ingest.Intake;
import dev.tributary.net.MalformedRequest;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;

/** One message in one request: its body is collected, handed over, and answered when stored. */
final class SingleRequest {
  private final RequestExchange call;
  private final ServedPaths.Match match;
  private final Address address;
  private final Grants sender;
  private final Metadata metadata;
  private final Intake intake;
  private final HttpLimits limits;
  private final Context loop = Vertx.currentContext();
  private final RefusedRequests refusals;
  private Buffer body;

  /**
   * @param address as the sender's grants let it in
   */
  SingleRequest(
      RequestExchange call,
      ServedPaths.Match match,
      Address address,
      Grants sender,
      Metadata metadata,
      Intake intake,
      HttpLimits limits) {
    this.call = call;
    this.match = match;
    this.address = address;
    this.sender = sender;
    this.metadata = metadata;
    this.intake = intake;
    this.refusals = new RefusedRequests(intake);
    this.limits = limits;
  }

  void start() {
    HttpServerRequest request = call.request();
    request.handler(this::collect).endHandler(end -> handOver());
    request.exceptionHandler(this::abandon);
  }

  /** The sender has gone, or what it sends cannot be read any further. */
  private void abandon(Throwable cause) {
    body = null;
    call.share().release();
    if (cause instanceof MalformedRequest malformed && !call.isAnswered()) {
      refusals.refuse(call, malformed);
    } else {
      call.client().close();
    }
  }

  private void collect(Buffer piece) {
    try {
      append(piece);
    } catch (Rejection rejection) {
      body = null;
      call.share().release();
      refusals.refuse(call, rejection);
    }
  }

  private void append(Buffer piece) {
    int length = piece.length() + (body == null ? 0 : body.length());
    if (length > limits.payloadBytes()) {
      throw RequestRouter.tooLarge(limits.payloadBytes());
    }
    call.share().hold(length);
    if (body == null) {
      body = piece;
    } else {
      body.appendBuffer(piece);
    }
  }

  private void handOver() {
    if (call.isAnswered()) {
      return;
    }
    try {
      byte[] payload = payload();
      call.client().expectNothing();
      call.share().release();
      intake.accept(match.consumer(), arrival(payload), this::settled);
    } catch (Rejection rejection) {
      call.share().release();
      refusals.refuse(call, rejection);
    }
  }

  /** What is in flight is counted there; nothing of it is held here. */
  private byte[] payload() {
    byte[] payload = body == null ? new byte[0] : body.getBytes();
    body = null;
    return metadata.coding() == ContentCoding.IDENTITY
        ? payload
        : Inflation.all(payload, metadata.coding(), limits.payloadBytes(), call.share());
  }

  private Arrival arrival(byte[] payload) {
    return new Arrival(
            Protocol.HTTP,
            address,
            payload,
            metadata.contentType(),
            metadata.messageId(),
            intake.clock().instant(),
            false,
            null,
            metadata.traceparent(),
            0)
        .from(sender);
  }

  private void settled(Outcome outcome) {
    if (Vertx.currentContext() == loop) {
      answer(outcome);
    } else {
      loop.runOnContext(back -> answer(outcome));
    }
  }

  private void answer(Outcome outcome) {
    if (outcome.isStored()) {
      call.stored();
    } else {
      call.refuse(outcome.reason(), outcome.detail(), outcome.retryAfter());
    }
  }
}
