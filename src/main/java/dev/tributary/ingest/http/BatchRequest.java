package dev.tributary.ingest.http;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import dev.tributary.contract.Grants;
import dev.tributary.contract.Outcome;
import dev.tributary.contract.Rejection;
import dev.tributary.ingest.Intake;
import dev.tributary.net.Channels;
import dev.tributary.net.MalformedRequest;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Many messages in one request, handed over one by one as they arrive. The sender is read from only
 * while there is room for what it sends, and no thread waits for it.
 */
final class BatchRequest {
  /** How long items are handed over before other connections of this loop get their turn. */
  private static final long TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  /** What Vert.x may have read of a request that is held back. */
  private static final int READ_AHEAD_BYTES = 64 * 1024;

  private final RequestExchange call;
  private final Intake intake;
  private final HttpLimits limits;
  private final BatchItems items;
  private final BatchBody body;
  private final BatchResults results = new BatchResults();
  private final RefusedRequests refusals;
  private final Context loop = Vertx.currentContext();
  private final Queue<Settled> settled = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean collecting = new AtomicBoolean();
  private Duration patience;
  private long waitingSince;
  private Phase phase = Phase.RECEIVING;
  private boolean gone;

  private enum Phase {
    /** The sender has to send more. */
    RECEIVING,
    /** Items are being handed over, further up on this stack. */
    HANDING_OVER,
    /** The other connections of this loop have their turn. */
    YIELDING,
    /** There is no room until an item is settled. */
    HELD_BACK,
    /** No further item is taken. */
    ENDED
  }

  private record Settled(int index, Outcome outcome) {}

  BatchRequest(
      RequestExchange call,
      ServedPaths.Match match,
      Grants sender,
      Metadata metadata,
      Intake intake,
      HttpLimits limits) {
    this.call = call;
    this.intake = intake;
    this.limits = limits;
    this.refusals = new RefusedRequests(intake);
    this.items = new BatchItems(match, sender, metadata, intake, limits);
    this.body = new BatchBody(BatchFormat.of(metadata.contentType()), metadata.coding(), limits);
    this.patience = limits.sendWithin();
  }

  void start() {
    HttpServerRequest request = call.request();
    request.pause();
    request.handler(this::more).endHandler(end -> noMore());
    request.exceptionHandler(this::abandon);
    awaitSender();
  }

  private void awaitSender() {
    phase = Phase.RECEIVING;
    waitingSince = System.nanoTime();
    call.client().expect(patience, call.client()::close);
    call.request().fetch(1);
  }

  private void more(Buffer piece) {
    if (phase != Phase.RECEIVING) {
      return;
    }
    patience = patience.minusNanos(System.nanoTime() - waitingSince);
    try {
      body.feed(piece.getBytes());
      handOver();
    } catch (Rejection rejection) {
      breakOff(rejection);
    }
  }

  private void noMore() {
    // Only a request that is not held back counts as read, and its connection stays open.
    call.request().resume();
    body.complete();
    if (phase == Phase.RECEIVING) {
      handOver();
    }
  }

  private void handOver() {
    phase = Phase.HANDING_OVER;
    try {
      handOverWhatFits();
    } catch (Rejection rejection) {
      breakOff(rejection);
    }
    answerIfDone();
  }

  private void handOverWhatFits() {
    call.share().hold(held());
    long begun = System.nanoTime();
    while (hasRoom()) {
      byte[] item = body.next();
      if (item == null) {
        endOrAwaitSender();
        return;
      }
      int index = results.open();
      items.accept(item, index, outcome -> settle(index, outcome));
      if (System.nanoTime() - begun > TURN_NANOS) {
        yieldTurn();
        return;
      }
    }
    phase = Phase.HELD_BACK;
    call.client().expectNothing();
    call.share().count(held() + READ_AHEAD_BYTES);
  }

  private void endOrAwaitSender() {
    if (body.isComplete()) {
      phase = Phase.ENDED;
      call.client().expectNothing();
    } else {
      call.share().hold(held());
      awaitSender();
    }
  }

  /** A task that is due at once would still run before the loop reads from other connections. */
  private void yieldTurn() {
    phase = Phase.YIELDING;
    call.client().expectNothing();
    call.share().count(held() + READ_AHEAD_BYTES);
    var unused =
        Channels.of(call.request().connection())
            .executor()
            .schedule(() -> loop.runOnContext(turn -> goOn(Phase.YIELDING)), 0, NANOSECONDS);
  }

  private void goOn(Phase from) {
    if (phase == from) {
      handOver();
    } else {
      answerIfDone();
    }
  }

  private long held() {
    return body.held() + results.held();
  }

  private boolean hasRoom() {
    int pending = results.pending();
    return pending == 0
        || (pending < HttpLimits.BATCH_WINDOW && intake.hasRoom(limits.payloadBytes()));
  }

  /** From the thread that Kafka's acknowledgement came on; one trip to the loop takes many. */
  private void settle(int index, Outcome outcome) {
    settled.add(new Settled(index, outcome));
    if (Vertx.currentContext() == loop && phase == Phase.HANDING_OVER) {
      collect();
    } else if (collecting.compareAndSet(false, true)) {
      loop.runOnContext(
          back -> {
            collecting.set(false);
            collect();
            goOn(Phase.HELD_BACK);
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
    phase = Phase.ENDED;
    if (results.size() == 0) {
      body.close();
      call.share().release();
      refusals.refuse(call, rejection);
      return;
    }
    results.close(results.open(), items.refuse(rejection));
    call.client().expectNothing();
    answerIfDone();
  }

  /**
   * The sender has gone in the middle: what was handed over is processed, and nobody is answered.
   * One whose request cannot be read any further is still there.
   */
  private void abandon(Throwable cause) {
    if (cause instanceof MalformedRequest malformed) {
      if (phase != Phase.ENDED) {
        breakOff(RefusedRequests.rejection(malformed));
      }
      return;
    }
    phase = Phase.ENDED;
    gone = true;
    call.client().close();
    answerIfDone();
  }

  private void answerIfDone() {
    if (phase != Phase.ENDED || results.pending() > 0 || call.isAnswered()) {
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
