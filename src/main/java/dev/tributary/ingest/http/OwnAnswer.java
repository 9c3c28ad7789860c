package dev.tributary.ingest.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.NoTypeConversionAvailableException;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.support.MessageHelper;
import org.apache.camel.support.ObjectHelper;
import org.apache.camel.support.http.HttpUtil;

/**
 * What a route's exchange is as an answer, by the rules of Camel's own listener.
 *
 * @param body null for none
 */
record OwnAnswer(int status, Map<String, List<String>> headers, Buffer body) {
  static final OwnAnswer FAILED = new OwnAnswer(500, Map.of(), null);

  private static final int MOST_BYTES = 64 << 20;

  static OwnAnswer of(Exchange exchange, PlatformHttpEndpoint endpoint)
      throws NoTypeConversionAvailableException, IOException {
    Message message = exchange.getMessage();
    if (exchange.getException() != null) {
      return failed(exchange, endpoint.isMuteException());
    }
    Object content = message.getBody();
    int status = HttpUtil.determineResponseCode(exchange, content);
    Map<String, List<String>> headers = new LinkedHashMap<>();
    for (Map.Entry<String, Object> header : message.getHeaders().entrySet()) {
      HttpUtil.applyHeader(
          endpoint.getHeaderFilterStrategy(),
          exchange,
          ObjectHelper.createIterator(header.getValue(), null, true),
          exchange.getContext().getTypeConverter(),
          header.getKey(),
          (values, one) -> {
            if (values != null) {
              headers.put(header.getKey(), values);
            } else if (one != null) {
              headers.put(header.getKey(), List.of(one));
            }
          });
    }
    headers.keySet().removeIf(OwnAnswer::isOurs);
    String contentType = MessageHelper.getContentType(message);
    if (contentType != null) {
      headers.keySet().removeIf("Content-Type"::equalsIgnoreCase);
      headers.put("Content-Type", List.of(contentType));
    }
    return new OwnAnswer(status, headers, buffer(exchange, content));
  }

  /** The server decides the length of the answer and whether the connection stays open. */
  private static boolean isOurs(String name) {
    return name.equalsIgnoreCase(HttpHeaders.CONTENT_LENGTH.toString())
        || name.equalsIgnoreCase(HttpHeaders.TRANSFER_ENCODING.toString())
        || name.equalsIgnoreCase(HttpHeaders.CONNECTION.toString());
  }

  private static OwnAnswer failed(Exchange exchange, boolean muted) {
    int status = HttpUtil.determineResponseCode(exchange, null);
    if (muted) {
      return new OwnAnswer(status, Map.of(), null);
    }
    StringWriter trace = new StringWriter();
    exchange.getException().printStackTrace(new PrintWriter(trace, true));
    return new OwnAnswer(
        status,
        Map.of("Content-Type", List.of("text/plain; charset=utf-8")),
        Buffer.buffer(trace.toString()));
  }

  private static Buffer buffer(Exchange exchange, Object content)
      throws NoTypeConversionAvailableException, IOException {
    if (content == null) {
      return null;
    }
    if (content instanceof String text) {
      return Buffer.buffer(text.getBytes(StandardCharsets.UTF_8));
    }
    if (content instanceof byte[] bytes) {
      return Buffer.buffer(bytes);
    }
    try (InputStream stream =
        exchange
            .getContext()
            .getTypeConverter()
            .mandatoryConvertTo(InputStream.class, exchange, content)) {
      byte[] bytes = stream.readNBytes(MOST_BYTES + 1);
      if (bytes.length > MOST_BYTES) {
        throw new IOException("an answer may have %d bytes".formatted(MOST_BYTES));
      }
      return Buffer.buffer(bytes);
    }
  }
}
