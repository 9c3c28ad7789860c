package dev.tributary.ingest.http;

import dev.tributary.event.Reason;
import dev.tributary.event.Rejection;
import dev.tributary.ingest.Intake;
import io.netty.handler.codec.TooLongFrameException;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Decides what a request is and who may ask it, before a byte of its body counts. */
final class Reception implements Handler<HttpServerRequest> {
  private static final Duration SOON = Duration.ofSeconds(1);

  private final Clients clients;
  private final ServedPaths paths;
  private final BooleanSupplier settled;
  private final Limits limits;
  private final Intake intake;
  private final Consumer<Reason> refused;

  /**
   * @param settled false while routes are still being started, when an unknown path may yet come
   * @param refused counts what never became a message
   */
  Reception(
      Clients clients,
      ServedPaths paths,
      BooleanSupplier settled,
      Limits limits,
      Intake intake,
      Consumer<Reason> refused) {
    this.clients = clients;
    this.paths = paths;
    this.settled = settled;
    this.limits = limits;
    this.intake = intake;
    this.refused = refused;
  }

  @Override
  public void handle(HttpServerRequest request) {
    Client client = clients.of(request.connection());
    if (client == null) {
      request.connection().close();
      return;
    }
    client.expect(limits.sendWithin(), client::close);
    Call call = new Call(request, client, limits.sendWithin());
    try {
      take(call);
    } catch (Rejection rejection) {
      refuse(call, rejection);
    }
  }

  private void take(Call call) {
    HttpServerRequest request = call.request();
    if (call.client().isSurplus()) {
      throw new Rejection(Reason.OVERLOADED, "too many connections", SOON);
    }
    RequestPath path = RequestPath.of(request.path());
    ServedPaths.Match match = paths.find(path, request.method().name());
    if (match == null) {
      throw unknown(call, path);
    }
    if (!match.consumer().isStarted()) {
      throw notNow();
    }
    Metadata metadata = Metadata.of(request);
    if (match.consumer().path().isBatch()) {
      throw new Rejection(Reason.NOT_FOUND, "no such address");
    }
    checkLength(request, limits.payloadBytes());
    new SingleRequest(call, match, metadata, intake, limits).start();
    if (request.headers().contains(HttpHeaders.EXPECT, HttpHeaders.CONTINUE, true)) {
      request.response().writeContinue();
    }
  }

  private Rejection unknown(Call call, RequestPath path) {
    Set<String> methods = paths.methods(path);
    if (!methods.isEmpty()) {
      String allowed = String.join(", ", methods);
      call.request().response().putHeader(HttpHeaders.ALLOW, allowed);
      return new Rejection(Reason.METHOD_NOT_ALLOWED, "this address takes " + allowed);
    }
    return settled.getAsBoolean() ? new Rejection(Reason.NOT_FOUND, "no such address") : notNow();
  }

  private static Rejection notNow() {
    return new Rejection(
        Reason.UNAVAILABLE, "the route behind this address is being exchanged", SOON);
  }

  /** Refuses what says of itself that it is too large, before it is sent. */
  private static void checkLength(HttpServerRequest request, int most) {
    String stated = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    if (stated != null && Long.parseLong(stated) > most) {
      throw tooLarge(most);
    }
  }

  static Rejection tooLarge(int most) {
    return new Rejection(Reason.TOO_LARGE, "a payload may have %d bytes".formatted(most));
  }

  private void refuse(Call call, Rejection rejection) {
    refused.accept(rejection.reason());
    call.refuse(rejection);
  }

  /** Answers what is not HTTP, or too much of it. */
  void invalid(HttpServerRequest request) {
    Client client = clients.of(request.connection());
    if (client == null) {
      request.connection().close();
      return;
    }
    Call call = new Call(request, client, limits.sendWithin());
    if (request.decoderResult().cause() instanceof TooLongFrameException) {
      refused.accept(Reason.TOO_LARGE);
      call.refuse(431, Reason.TOO_LARGE, "the request line or the headers are too large", null);
    } else {
      refused.accept(Reason.UNREADABLE);
      call.refuse(Reason.UNREADABLE, "the request is not HTTP/1.1", null);
    }
  }
}
