package dev.tributary.ingest.http;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.tributary.contract.Reason;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.time.Duration;

/** An error as RFC 9457 writes it. */
final class ProblemDetails {
  static final String MEDIA_TYPE = "application/problem+json";

  private ProblemDetails() {}

  static Buffer body(int status, Reason reason, String detail) {
    StringBuilder json = new StringBuilder(160);
    json.append("{\"type\":\"urn:tributary:reason:").append(reason.word());
    json.append("\",\"title\":\"").append(reason.word().replace('-', ' '));
    json.append("\",\"status\":").append(status);
    json.append(",\"reason\":\"").append(reason.word());
    json.append("\",\"detail\":\"");
    JsonStringEncoder.getInstance().quoteAsString(detail, json);
    return Buffer.buffer(json.append("\"}").toString());
  }

  static void headers(MultiMap headers, Reason reason, Duration retryAfter) {
    switch (reason) {
      case THROTTLED, OVERLOADED, UNAVAILABLE ->
          headers.set(HttpHeaders.RETRY_AFTER, Long.toString(seconds(retryAfter)));
      default -> {}
    }
  }

  /** Whole seconds, never 0: that would invite a storm. */
  static long seconds(Duration retryAfter) {
    return retryAfter == null ? 1 : Math.max(1, (retryAfter.toMillis() + 999) / 1000);
  }
}
