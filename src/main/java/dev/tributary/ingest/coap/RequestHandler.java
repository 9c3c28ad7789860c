package dev.tributary.ingest.coap;

import dev.tributary.contract.Address;
import dev.tributary.contract.AddressTemplates;
import dev.tributary.contract.Arrival;
import dev.tributary.contract.Grants;
import dev.tributary.contract.Outcome;
import dev.tributary.contract.Protocol;
import dev.tributary.contract.Reason;
import dev.tributary.contract.Rejection;
import dev.tributary.ingest.Intake;
import dev.tributary.support.RateLimitedLog;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.eclipse.californium.core.coap.CoAP.Code;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.Message.OffloadMode;
import org.eclipse.californium.core.coap.OptionSet;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.californium.core.network.Exchange;
import org.eclipse.californium.core.server.MessageDeliverer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes every request, whatever its path, and answers it when the route is through. Of the options
 * only the path and the content format reach a route; the rest, queries above all, goes nowhere.
 */
final class RequestHandler implements MessageDeliverer {
  private static final Logger LOG = LoggerFactory.getLogger(RequestHandler.class);
  private static final byte[] UNREAD = {};
  private static final Duration SOON = Duration.ofSeconds(1);

  private final RateLimitedLog faults = new RateLimitedLog();
  private final AddressTemplates addresses;
  private final Permissions permissions;
  private final int maxPayloadBytes;
  private final Intake intake;
  private final Supplier<CoapConsumer> route;
  private final OwnResources own;
  private final EmptyAcks acks;
  private final CoapAnswers answers;
  private final Discovery discovery;

  /**
   * @param route gives null while there is none
   */
  RequestHandler(
      AddressTemplates addresses,
      Permissions permissions,
      int maxPayloadBytes,
      Intake intake,
      Supplier<CoapConsumer> route,
      OwnResources own,
      EmptyAcks acks) {
    this.addresses = addresses;
    this.permissions = permissions;
    this.maxPayloadBytes = maxPayloadBytes;
    this.intake = intake;
    this.route = route;
    this.own = own;
    this.acks = acks;
    this.answers = new CoapAnswers(maxPayloadBytes);
    this.discovery = new Discovery(addresses);
  }

  @Override
  public void deliverRequest(Exchange exchange) {
    Request request = exchange.getRequest();
    try {
      OptionSet options = request.getOptions();
      List<String> path = options.getUriPath();
      if (isForAProxy(request)) {
        turnDown(exchange, ResponseCode.PROXY_NOT_SUPPORTED, "this is no proxy");
      } else if (discovery.isAt(path) && request.getCode() == Code.GET) {
        exchange.sendResponse(discovery.answer(request));
      } else if (isOwn(request, path)) {
        Grants unused = permissions.of(request.getSourceContext());
        own.answer(request, exchange::sendResponse);
        acks.watch(exchange);
      } else if (options.hasBlock2() && options.getBlock2().getNum() > 0) {
        turnDown(exchange, ResponseCode.BAD_OPTION, "the answer has one block");
      } else {
        accept(exchange, request, address(request, options, path));
      }
    } catch (Rejection refusal) {
      exchange.sendResponse(refuse(request, refusal));
    } catch (RuntimeException fault) {
      long count = faults.pass();
      if (count > 0) {
        LOG.warn("A CoAP request failed inside ({} since the last line)", count, fault);
      }
      answer(exchange, Outcome.refused(Reason.INTERNAL, "internal error", null));
    }
  }

  /** Whether an operator's route answers here; where a template matches none does. */
  private boolean isOwn(Request request, List<String> path) {
    return own.serves(request)
        && addresses
            .match(request.getOptions().getUriPathString(), path.toArray(String[]::new))
            .isEmpty();
  }

  /**
   * Looks at the first block of an upload, for what is known before the last.
   *
   * @throws Rejection if a message like this is refused whatever follows
   */
  void screen(Request request) {
    OptionSet options = request.getOptions();
    if (isOwn(request, options.getUriPath())) {
      return;
    }
    Address address = address(request, options, options.getUriPath());
    Address unused = permissions.of(request.getSourceContext()).admit(address);
    checkFormat(options.getContentFormat());
    if (options.hasSize1()) {
      checkSize(Integer.toUnsignedLong(options.getSize1()));
    }
    consumer();
  }

  /** Counts what is not even a message, and gives the answer to it. */
  Response refuse(Request request, Rejection refusal) {
    Outcome outcome = refused(refusal);
    count(request, outcome);
    return answers.of(outcome);
  }

  /** What is refused before it is a message counts like one all the same. */
  void count(Request request, Outcome outcome) {
    Address address = new Address(request.getOptions().getUriPathString(), null, null, null, null);
    intake.refuse(
        new Arrival(
            Protocol.COAP, address, UNREAD, null, null, Instant.now(), false, null, null, 0),
        outcome);
  }

  /** Nothing is asked of devices, so nothing can come back. */
  @Override
  public void deliverResponse(Exchange exchange, Response response) {
    throw new IllegalStateException("a response without a request");
  }

  private Address address(Request request, OptionSet options, List<String> path) {
    Address address =
        addresses
            .match(options.getUriPathString(), path.toArray(String[]::new))
            .orElseThrow(() -> new Rejection(Reason.NOT_FOUND, "no such address"));
    if (request.getCode() != Code.POST && request.getCode() != Code.PUT) {
      throw new Rejection(Reason.METHOD_NOT_ALLOWED, "an address takes POST and PUT");
    }
    return address;
  }

  private void accept(Exchange exchange, Request request, Address address) {
    int contentFormat = request.getOptions().getContentFormat();
    Arrival arrival =
        new Arrival(
            Protocol.COAP,
            address,
            request.getPayload(),
            ContentFormats.mediaType(contentFormat),
            null,
            intake.clock().instant(),
            false,
            null,
            null,
            0);
    CoapConsumer consumer;
    try {
      Grants sender = permissions.of(request.getSourceContext());
      arrival = arrival.at(sender.admit(address)).from(sender);
      checkFormat(contentFormat);
      checkSize(arrival.payload().length);
      consumer = consumer();
    } catch (Rejection refusal) {
      Outcome outcome = refused(refusal);
      intake.refuse(arrival, outcome);
      answer(exchange, outcome);
      return;
    }
    // the exchange is held for retransmissions, long after the payload is processed
    request.offload(OffloadMode.PAYLOAD);
    intake.accept(consumer, arrival, outcome -> answer(exchange, outcome));
    acks.watch(exchange);
  }

  private static void checkFormat(int contentFormat) {
    if (!ContentFormats.isKnown(contentFormat)) {
      throw new Rejection(
          Reason.UNSUPPORTED_FORMAT,
          "Content-Format must be one of %s, but is %d"
              .formatted(ContentFormats.NUMBERS, contentFormat));
    }
  }

  private void checkSize(long size) {
    if (size > maxPayloadBytes) {
      throw new Rejection(
          Reason.TOO_LARGE,
          "a payload has at most %d bytes, but this has %d".formatted(maxPayloadBytes, size));
    }
  }

  private CoapConsumer consumer() {
    CoapConsumer consumer = route.get();
    if (consumer == null) {
      throw new Rejection(Reason.UNAVAILABLE, "the route is being exchanged", SOON);
    }
    return consumer;
  }

  private static Outcome refused(Rejection refusal) {
    return Outcome.refused(refusal.reason(), refusal.getMessage(), refusal.retryAfter());
  }

  private void answer(Exchange exchange, Outcome outcome) {
    exchange.sendResponse(answers.of(outcome));
  }

  private void turnDown(Exchange exchange, ResponseCode code, String why) {
    count(exchange.getRequest(), Outcome.refused(Reason.UNSUPPORTED_FORMAT, why, null));
    exchange.sendResponse(new Response(code));
  }

  static boolean isForAProxy(Request request) {
    return request.getOptions().hasProxyUri() || request.getOptions().hasProxyScheme();
  }
}
