package dev.tributary.ingest.http;

import dev.tributary.contract.Reason;
import dev.tributary.contract.Rejection;
import dev.tributary.contract.Traceparent;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;

/**
 * All that is taken from the headers of a request, by name; nothing else gets past this class.
 *
 * @param contentType as the sender named it, or null
 * @param coding how the body is compressed
 * @param messageId the sender's own id, or null
 * @param traceparent well-formed, or null
 */
record Metadata(String contentType, ContentCoding coding, String messageId, String traceparent) {
  private static final CharSequence IDEMPOTENCY_KEY =
      HttpHeaders.createOptimized("idempotency-key");
  private static final CharSequence TRACEPARENT = HttpHeaders.createOptimized("traceparent");
  private static final int MAX_KEY = 255;

  static Metadata of(HttpServerRequest request) {
    return new Metadata(
        request.getHeader(HttpHeaders.CONTENT_TYPE),
        ContentCoding.of(request.getHeader(HttpHeaders.CONTENT_ENCODING)),
        key(request.getHeader(IDEMPOTENCY_KEY)),
        traceparent(request.headers().getAll(TRACEPARENT)));
  }

  /** Several leave open which trace is meant. */
  private static String traceparent(List<String> headers) {
    return headers.size() == 1 ? Traceparent.orNull(headers.get(0)) : null;
  }

  /** The id of one item of a batch. */
  String messageId(int index) {
    return messageId == null ? null : messageId + "/" + index;
  }

  /** The header is a structured string, but many senders leave out its quotes. */
  private static String key(String header) {
    if (header == null) {
      return null;
    }
    boolean quoted = header.length() >= 2 && header.startsWith("\"") && header.endsWith("\"");
    String key = quoted ? header.substring(1, header.length() - 1) : header;
    if (key.isEmpty()
        || key.length() > MAX_KEY
        || !key.chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
      throw new Rejection(
          Reason.INVALID,
          "Idempotency-Key must be 1 to %d visible ASCII characters, but is not"
              .formatted(MAX_KEY));
    }
    return key;
  }
}
