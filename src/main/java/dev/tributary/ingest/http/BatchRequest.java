package dev.tributary.ingest.http;

import dev.tributary.contract.Address;
import dev.tributary.contract.Arrival;
import dev.tributary.contract.Grants;
import dev.tributary.contract.Outcome;
import dev.tributary.contract.Protocol;
import dev.tributary.contract.Rejection;
import dev.tributary.ingest.Intake;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Many messages in one request, handed over one by one as they arrive. The sender is read from only
 * while there is room for what it sends, and no thread waits for it.
 */
final class BatchRequest {
  /** Items handed over before other connections of this loop get their turn. */
  private static final int TURN = 100;

  /** What Vert.x may have read of a request that is held back. */
  private static final int READ_AHEAD_BYTES = 64 * 1024;

  private final RequestExchange call;
  private final ServedPaths.Match match;
  private final Grants sender;
  private final Metadata metadata;
  private final Intake intake;
  private final HttpLimits limits;
  private final RefusedRequests refusals;
  private final BatchBody body;
  private final BatchResults results = new BatchResults();
  private final Context loop = Vertx.currentContext();
  private final Queue<Settled> settled = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean collecting = new AtomicBoolean();
  private final Instant received;
  private Duration patience;
  private long waitingSince;
  private boolean waiting;
  private boolean handingOver;
  private boolean reading = true;
  private boolean gone;

  private record Settled(int index, Outcome outcome) {}

  BatchRequest(
      RequestExchange call,
      ServedPaths.Match match,
      Grants sender,
      Metadata metadata,
      Intake intake,
      HttpLimits limits) {
    this.call = call;
    this.match = match;
    this.sender = sender;
    this.metadata = metadata;
    this.intake = intake;
    this.received = intake.clock().instant();
    this.refusals = new RefusedRequests(intake);
    this.limits = limits;
    this.body = new BatchBody(BatchFormat.of(metadata.contentType()), metadata.coding(), limits);
    this.patience = limits.sendWithin();
  }

  void start() {
    HttpServerRequest request = call.request();
    request.pause();
    request.handler(this::more).endHandler(end -> noMore());
    request.exceptionHandler(broken -> abandon());
    awaitSender();
  }

  private void awaitSender() {
    waiting = true;
    waitingSince = System.nanoTime();
    call.client().expect(patience, call.client()::close);
    call.request().fetch(1);
  }

  private void more(Buffer piece) {
    waiting = false;
    patience = patience.minusNanos(System.nanoTime() - waitingSince);
    try {
      body.feed(piece.getBytes());
      handOver();
    } catch (Rejection rejection) {
      breakOff(rejection);
    }
  }

  private void noMore() {
    waiting = false;
    // Only a request that is not held back counts as read, and its connection stays open.
    call.request().resume();
    body.complete();
    handOver();
  }

  private void handOver() {
    if (waiting || handingOver || !reading || call.isAnswered()) {
      return;
    }
    handingOver = true;
    try {
      handOverWhatFits();
    } catch (Rejection rejection) {
      breakOff(rejection);
    } finally {
      handingOver = false;
    }
    answerIfDone();
  }

  private void handOverWhatFits() {
    call.share().hold(held());
    for (int turn = 0; hasRoom(); turn++) {
      if (turn == TURN) {
        loop.runOnContext(next -> handOver());
        return;
      }
      byte[] item = body.next();
      if (item == null) {
        if (body.isComplete()) {
          reading = false;
          call.client().expectNothing();
        } else {
          call.share().hold(held());
          awaitSender();
        }
        return;
      }
      accept(item);
    }
    call.client().expectNothing();
    call.share().count(held() + READ_AHEAD_BYTES);
  }

  private long held() {
    return body.held() + results.held();
  }

  private boolean hasRoom() {
    int pending = results.pending();
    return pending == 0
        || (pending < HttpLimits.BATCH_WINDOW && intake.hasRoom(limits.payloadBytes()));
  }

  private void accept(byte[] item) {
    int index = results.open();
    if (item == ItemSplitter.TOO_LARGE) {
      results.close(
          index, refusals.count(match.address(), RequestRouter.tooLarge(limits.payloadBytes())));
      return;
    }
    String device = ItemDevice.of(item);
    Address named = new Address(match.address().text(), device, null, null, null);
    Address address;
    try {
      address = sender.admit(named);
    } catch (Rejection rejection) {
      results.close(index, refusals.count(named, rejection));
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
            null);
    intake.accept(match.consumer(), arrival.from(sender), outcome -> settle(index, outcome));
  }

  /** From the thread that Kafka's acknowledgement came on; one trip to the loop takes many. */
  private void settle(int index, Outcome outcome) {
    settled.add(new Settled(index, outcome));
    if (handingOver && Vertx.currentContext() == loop) {
      collect();
    } else if (collecting.compareAndSet(false, true)) {
      loop.runOnContext(
          back -> {
            collecting.set(false);
            collect();
            if (!call.isAnswered()) {
              handOver();
              answerIfDone();
            }
          });
    }
  }

  private void collect() {
    for (Settled next = settled.poll(); next != null; next = settled.poll()) {
      results.close(next.index(), next.outcome());
    }
  }

  /** What came before stands; the rest of the batch is refused in one result. */
  private void breakOff(Rejection rejection) {
    reading = false;
    if (results.size() == 0) {
      body.close();
      call.share().release();
      refusals.refuse(call, rejection);
      return;
    }
    results.close(results.open(), refusals.count(match.address(), rejection));
    call.client().expectNothing();
    answerIfDone();
  }

  /**
   * The sender has gone in the middle: what was handed over goes its way, and nobody hears of it.
   */
  private void abandon() {
    reading = false;
    gone = true;
    call.client().close();
    answerIfDone();
  }

  private void answerIfDone() {
    if (reading || results.pending() > 0 || call.isAnswered()) {
      return;
    }
    body.close();
    if (gone) {
      call.share().release();
      return;
    }
    Buffer answer = results.json();
    call.share().count(results.held() + answer.length());
    call.json(200, answer).onComplete(taken -> call.share().release());
  }
}
