package dev.tributary.ingest.http;

import dev.tributary.contract.Address;
import dev.tributary.contract.Grants;
import dev.tributary.contract.PipelineAddress;
import dev.tributary.contract.Reason;
import dev.tributary.contract.Rejection;
import dev.tributary.ingest.Intake;
import dev.tributary.net.MalformedRequest;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.Set;

/** Decides what a request is and who may ask it, before a byte of its body counts. */
final class RequestRouter implements Handler<HttpServerRequest> {
  private static final Duration SOON = Duration.ofSeconds(1);

  private final ClientConnections clients;
  private final ServedPaths paths;
  private final OwnRequests own;
  private final HttpLimits limits;
  private final Intake intake;
  private final Authentication credentials;
  private final OpenApi openApi;
  private final RefusedRequests refusals;

  RequestRouter(
      ClientConnections clients,
      ServedPaths paths,
      OwnRequests own,
      HttpLimits limits,
      Intake intake,
      Authentication credentials,
      OpenApi openApi) {
    this.clients = clients;
    this.paths = paths;
    this.own = own;
    this.limits = limits;
    this.intake = intake;
    this.credentials = credentials;
    this.openApi = openApi;
    this.refusals = new RefusedRequests(intake);
  }

  @Override
  public void handle(HttpServerRequest request) {
    RequestExchange call = clients.exchange(request);
    if (call == null) {
      return;
    }
    call.client().expect(limits.sendWithin(), call.client()::close);
    try {
      take(call);
    } catch (Rejection rejection) {
      refusals.refuse(call, rejection);
    }
  }

  private void take(RequestExchange call) {
    HttpServerRequest request = call.request();
    if (call.client().isSurplus()) {
      throw new Rejection(Reason.OVERLOADED, "too many connections", SOON);
    }
    if (OpenApi.PATH.equals(request.path())) {
      describe(call);
      return;
    }
    RequestPath path = RequestPath.of(request.path());
    ServedPaths.Match match = paths.find(path, request.method().name());
    if (match == null) {
      takeOwn(call, path);
      return;
    }
    if (!match.consumer().isStarted()) {
      throw notNow();
    }
    Grants sender = credentials.check(request);
    checkType(request, match.consumer().path().consumes());
    if (match.consumer().path().isBatch()) {
      Metadata metadata = metadata(call);
      checkLength(request, limits.batchBytes());
      new BatchRequest(call, match, sender, metadata, intake, limits).start();
    } else {
      Address address = sender.admit(match.address());
      Metadata metadata = metadata(call);
      checkLength(request, limits.payloadBytes());
      new SingleRequest(call, match, address, sender, metadata, intake, limits).start();
    }
    proceed(request);
  }

  /** No device speaks there; an operator's route may. */
  private void takeOwn(RequestExchange call, RequestPath path) {
    HttpServerRequest request = call.request();
    OwnPaths.Match match =
        PipelineAddress.isHttp(path.text())
            ? null
            : own.paths().find(path, request.method().name());
    if (match == null) {
      throw unknown(call, path);
    }
    if (!match.consumer().isStarted()) {
      throw notNow();
    }
    Grants unused = credentials.check(request);
    checkType(request, match.consumer().getEndpoint().getConsumes());
    checkLength(request, limits.batchBytes());
    own.start(call, match, limits.batchBytes());
    proceed(request);
  }

  private static void proceed(HttpServerRequest request) {
    if (request.headers().contains(HttpHeaders.EXPECT, HttpHeaders.CONTINUE, true)) {
      request.response().writeContinue();
    }
  }

  private static Metadata metadata(RequestExchange call) {
    try {
      return Metadata.of(call.request());
    } catch (Rejection rejection) {
      if (rejection.reason() == Reason.UNSUPPORTED_FORMAT) {
        call.request().response().putHeader(HttpHeaders.ACCEPT_ENCODING, ContentCoding.ACCEPTED);
      }
      throw rejection;
    }
  }

  private static void checkType(HttpServerRequest request, String consumes) {
    if (!ServedPath.takes(consumes, request.getHeader(HttpHeaders.CONTENT_TYPE))) {
      throw new Rejection(Reason.UNSUPPORTED_FORMAT, "this address takes " + consumes);
    }
  }

  private void describe(RequestExchange call) {
    HttpMethod method = call.request().method();
    if (!method.equals(HttpMethod.GET) && !method.equals(HttpMethod.HEAD)) {
      throw notAllowed(call, "GET, HEAD");
    }
    call.json(200, openApi.document(paths.open()));
  }

  private Rejection unknown(RequestExchange call, RequestPath path) {
    Set<String> methods = paths.methods(path);
    if (!PipelineAddress.isHttp(path.text())) {
      methods.addAll(own.paths().methods(path));
    }
    if (!methods.isEmpty()) {
      return notAllowed(call, String.join(", ", methods));
    }
    return paths.areSettled() ? new Rejection(Reason.NOT_FOUND, "no such address") : notNow();
  }

  private static Rejection notAllowed(RequestExchange call, String allowed) {
    call.request().response().putHeader(HttpHeaders.ALLOW, allowed);
    return new Rejection(Reason.METHOD_NOT_ALLOWED, "this address takes " + allowed);
  }

  private static Rejection notNow() {
    return new Rejection(
        Reason.UNAVAILABLE, "the route behind this address is being exchanged", SOON);
  }

  /** Refuses what is too large by its own Content-Length, before it is sent. */
  private static void checkLength(HttpServerRequest request, int most) {
    String stated = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    if (stated != null && Long.parseLong(stated) > most) {
      throw tooLarge(most);
    }
  }

  static Rejection tooLarge(int most) {
    return new Rejection(Reason.TOO_LARGE, "a payload may have %d bytes".formatted(most));
  }

  /** Answers what is not HTTP, or too much of it. */
  void invalid(HttpServerRequest request) {
    RequestExchange call = clients.exchange(request);
    if (call != null) {
      refusals.refuse(call, MalformedRequest.of(request.decoderResult().cause()));
    }
  }
}
