package dev.tributary.ingest.http;

import dev.tributary.contract.Reason;
import dev.tributary.contract.Rejection;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;

/** One request and its one answer. Lives on the connection's event loop. */
final class RequestExchange {
  private static final Duration DRAIN = Duration.ofSeconds(2);

  private final HttpServerRequest request;
  private final ClientConnection client;
  private final Duration patience;
  private final ReceiveBudget.Share share;
  private boolean answered;

  /**
   * @param patience how long the sender may be silent after the answer
   * @param share what the request holds
   */
  RequestExchange(
      HttpServerRequest request,
      ClientConnection client,
      Duration patience,
      ReceiveBudget.Share share) {
    this.request = request;
    this.client = client;
    this.patience = patience;
    this.share = share;
  }

  HttpServerRequest request() {
    return request;
  }

  ClientConnection client() {
    return client;
  }

  ReceiveBudget.Share share() {
    return share;
  }

  boolean isAnswered() {
    return answered;
  }

  void stored() {
    send(204, null, null);
  }

  /** Says when the sender has taken it. */
  Future<Void> json(int status, Buffer body) {
    return send(status, "application/json", body);
  }

  /** What an operator's route answers for itself. */
  void answer(OwnAnswer own) {
    if (!answered) {
      own.headers().forEach(request.response().headers()::set);
      send(own.status(), null, own.body());
    }
  }

  void refuse(Rejection rejection) {
    refuse(rejection.reason(), rejection.getMessage(), rejection.retryAfter());
  }

  void refuse(Reason reason, String detail, Duration retryAfter) {
    refuse(reason.httpStatus(), reason, detail, retryAfter);
  }

  /**
   * @param status where HTTP has a better word than the reason's
   */
  void refuse(int status, Reason reason, String detail, Duration retryAfter) {
    if (answered) {
      return;
    }
    ProblemDetails.headers(request.response().headers(), reason, retryAfter);
    send(status, ProblemDetails.MEDIA_TYPE, ProblemDetails.body(status, reason, detail));
  }

  private Future<Void> send(int status, String contentType, Buffer body) {
    HttpServerResponse response = request.response();
    if (answered || response.ended() || response.closed()) {
      return Future.succeededFuture();
    }
    answered = true;
    response.setStatusCode(status);
    if (contentType != null) {
      response.putHeader(HttpHeaders.CONTENT_TYPE, contentType);
    }
    boolean last = client.isSurplus() || !request.isEnded();
    if (last) {
      response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    }
    boolean bare = body == null || request.method().equals(HttpMethod.HEAD);
    Future<Void> taken = bare ? response.end() : response.end(body);
    if (last) {
      closeBehind();
    } else {
      client.expect(patience, client::close);
    }
    return taken;
  }

  /**
   * A connection that is closed on unread bytes is reset, and the sender may never see the answer;
   * so what still comes is dropped for a moment.
   */
  private void closeBehind() {
    if (request.isEnded()) {
      client.close();
      return;
    }
    client.expect(DRAIN, client::close);
    request.handler(dropped -> {}).endHandler(end -> client.close()).resume();
  }
}
