package dev.tributary.ingest.http;

import dev.tributary.ingest.WireHeaders;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.Message;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.spi.HeaderFilterStrategy;
import org.apache.camel.support.http.HttpUtil;
import org.apache.camel.util.CollectionHelper;

/**
 * A request as the exchange that Camel's own listener would make of it: headers, query and form are
 * headers. What could direct the message is left out, and the path has the last word.
 */
final class OwnMessages {
  private static final String FORM = "application/x-www-form-urlencoded";
  private static final int MOST_FORM_FIELDS = 1024;

  private final boolean authenticates;

  /**
   * @param authenticates whether the gateway checks credentials, which are not for routes then
   */
  OwnMessages(boolean authenticates) {
    this.authenticates = authenticates;
  }

  Exchange of(OwnPaths.Match match, HttpServerRequest request, byte[] body) {
    PlatformHttpEndpoint endpoint = match.consumer().getEndpoint();
    Exchange exchange = match.consumer().createExchange(false);
    exchange.setPattern(ExchangePattern.InOut);
    Message in = exchange.getIn();
    Wire wire = new Wire(exchange, endpoint.getHeaderFilterStrategy(), in.getHeaders());
    request.headers().forEach(wire::add);
    new QueryStringDecoder(request.uri())
        .parameters()
        .forEach((name, values) -> values.forEach(value -> wire.add(name, value)));
    String contentType = request.getHeader(HttpHeaders.CONTENT_TYPE);
    HttpUtil.setCharsetFromContentType(contentType, exchange);
    if (isForm(contentType)) {
      form(wire, in, body, endpoint.isPopulateBodyWithForm());
    } else if (body.length > 0) {
      in.setBody(endpoint.isUseStreaming() ? new ByteArrayInputStream(body) : body);
    }
    match.variables().forEach(in::setHeader);
    in.setHeader(Exchange.HTTP_PATH, request.path());
    in.setHeader(Exchange.HTTP_METHOD, request.method().name());
    in.setHeader(Exchange.HTTP_URL, request.absoluteURI());
    in.setHeader(Exchange.HTTP_URI, request.uri());
    in.setHeader(Exchange.HTTP_QUERY, request.query());
    in.setHeader(Exchange.HTTP_RAW_QUERY, request.query());
    return exchange;
  }

  private static boolean isForm(String contentType) {
    return contentType != null && contentType.toLowerCase(Locale.ROOT).startsWith(FORM);
  }

  private static void form(Wire wire, Message in, byte[] body, boolean asBody) {
    Map<String, List<String>> fields =
        new QueryStringDecoder(
                new String(body, StandardCharsets.UTF_8),
                StandardCharsets.UTF_8,
                false,
                MOST_FORM_FIELDS)
            .parameters();
    Map<String, Object> all = new HashMap<>();
    fields.forEach(
        (name, values) ->
            values.forEach(
                value -> {
                  if (wire.add(name, value)) {
                    CollectionHelper.appendEntry(all, name, value);
                  }
                }));
    if (asBody && !all.isEmpty()) {
      in.setBody(all);
    } else if (body.length > 0) {
      in.setBody(body);
    }
  }

  /** Headers as they come from outside. */
  private final class Wire {
    private final Exchange exchange;
    private final HeaderFilterStrategy filter;
    private final Map<String, Object> headers;

    Wire(Exchange exchange, HeaderFilterStrategy filter, Map<String, Object> headers) {
      this.exchange = exchange;
      this.filter = filter;
      this.headers = headers;
    }

    boolean add(String name, String value) {
      boolean kept =
          !WireHeaders.isReserved(name)
              && !(authenticates && HttpHeaders.AUTHORIZATION.toString().equalsIgnoreCase(name))
              && !filter.applyFilterToExternalHeaders(name, value, exchange);
      if (kept) {
        CollectionHelper.appendEntry(headers, name, value);
      }
      return kept;
    }
  }
}
