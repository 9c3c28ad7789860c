package dev.tributary.ingest.http;

import dev.tributary.contract.Reason;
import dev.tributary.contract.Rejection;
import dev.tributary.ingest.RouteWorkers;
import dev.tributary.net.MalformedRequest;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request for an operator's own route: its body is collected on the connection's event loop,
 * the route runs on a thread where it may wait, and what it made is the answer.
 */
final class OwnRequest {
  private static final Logger LOG = LoggerFactory.getLogger(OwnRequest.class);
  private static final Duration SOON = Duration.ofSeconds(1);

  private final RequestExchange call;
  private final OwnPaths.Match match;
  private final OwnMessages messages;
  private final RouteWorkers workers;
  private final int mostBytes;
  private final ReceiveBudget.Share share;
  private final Context loop = Vertx.currentContext();
  private final Buffer body = Buffer.buffer();

  /**
   * @param share of what such requests may hold, apart from those of devices
   */
  OwnRequest(
      RequestExchange call,
      OwnPaths.Match match,
      OwnMessages messages,
      RouteWorkers workers,
      int mostBytes,
      ReceiveBudget.Share share) {
    this.call = call;
    this.match = match;
    this.messages = messages;
    this.workers = workers;
    this.mostBytes = mostBytes;
    this.share = share;
  }

  void start() {
    HttpServerRequest request = call.request();
    request.handler(this::collect).endHandler(end -> run());
    request.exceptionHandler(this::abandon);
  }

  private void abandon(Throwable cause) {
    share.release();
    if (cause instanceof MalformedRequest malformed && !call.isAnswered()) {
      call.refuse(malformed.status(), malformed.reason(), malformed.getMessage(), null);
    } else {
      call.client().close();
    }
  }

  private void collect(Buffer piece) {
    if (call.isAnswered()) {
      return;
    }
    try {
      int length = body.length() + piece.length();
      if (length > mostBytes) {
        throw RequestRouter.tooLarge(mostBytes);
      }
      share.hold(length);
      body.appendBuffer(piece);
    } catch (Rejection rejection) {
      share.release();
      call.refuse(rejection);
    }
  }

  private void run() {
    if (call.isAnswered()) {
      return;
    }
    call.client().expectNothing();
    Exchange exchange = messages.of(match, call.request(), body.getBytes());
    if (!workers.run(over -> process(exchange, over))) {
      match.consumer().releaseExchange(exchange, false);
      share.release();
      call.refuse(
          new Rejection(Reason.OVERLOADED, "too many requests wait for their routes", SOON));
    }
  }

  private void process(Exchange exchange, Runnable over) {
    OwnHttpConsumer consumer = match.consumer();
    try {
      consumer.createUoW(exchange);
      consumer.getAsyncProcessor().process(exchange, doneSync -> answer(exchange, over));
    } catch (Exception | Error e) {
      exchange.setException(e);
      answer(exchange, over);
    }
  }

  /** On whatever thread the route ended. */
  private void answer(Exchange exchange, Runnable over) {
    OwnHttpConsumer consumer = match.consumer();
    OwnAnswer answer;
    try {
      answer = OwnAnswer.of(exchange, consumer.getEndpoint());
    } catch (Exception | Error e) {
      LOG.error("The answer of route {} cannot be sent", exchange.getFromRouteId(), e);
      answer = OwnAnswer.FAILED;
    } finally {
      consumer.doneUoW(exchange);
      consumer.releaseExchange(exchange, false);
    }
    OwnAnswer sent = answer;
    loop.runOnContext(
        back -> {
          over.run();
          share.release();
          call.answer(sent);
        });
  }
}
