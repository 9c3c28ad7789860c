package dev.tributary.normalize;

import dev.tributary.contract.Reason;
import dev.tributary.contract.Rejection;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What a content type states about the payload. */
enum MediaType {
  JSON,
  CBOR,
  SENML_JSON,
  SENML_CBOR,
  TEXT,
  /** Says a form, and is what curl -d and many small clients send whatever the body is. */
  FORM,
  /** InfluxDB line protocol. */
  LINES,
  /** Says nothing of use: the payload's own shape decides. */
  VAGUE;

  private static final int MOST_REMEMBERED = 256;
  private static final Map<String, MediaType> MET = new ConcurrentHashMap<>();

  /**
   * @param contentType as it came, or null
   * @throws Rejection {@code unsupported-format}
   */
  static MediaType of(String contentType) {
    if (contentType == null) {
      return VAGUE;
    }
    MediaType known = MET.get(contentType);
    if (known == null) {
      known = parse(contentType);
      if (MET.size() < MOST_REMEMBERED && contentType.length() < 128) {
        MET.put(contentType, known);
      }
    }
    return known;
  }

  private static MediaType parse(String contentType) {
    String type = withoutParameters(contentType);
    String lower = type.toLowerCase(Locale.ROOT);
    int end = contentType.indexOf(';');
    String parameters = end < 0 ? "" : contentType.substring(end).toLowerCase(Locale.ROOT);
    if (parameters.contains("charset") && !parameters.matches(".*charset=\"?(utf-?8|us-ascii).*")) {
      throw unsupported(contentType, "the charset must be UTF-8");
    }
    return switch (lower) {
      case "application/senml+json", "application/sensml+json" -> SENML_JSON;
      case "application/senml+cbor", "application/sensml+cbor" -> SENML_CBOR;
      case "application/json", "text/json", "application/x-json" -> JSON;
      case "application/cbor" -> CBOR;
      case "text/plain" -> TEXT;
      case "application/x-www-form-urlencoded" -> FORM;
      case "application/vnd.influxdata.line-protocol",
          "application/vnd.influx.line-protocol",
          "application/x-influxdb-line-protocol",
          "text/vnd.influx.line-protocol",
          "text/influxdb-line-protocol" ->
          LINES;
      case "", "application/octet-stream", "binary" -> VAGUE;
      default -> {
        if (lower.endsWith("+json")) {
          yield JSON;
        }
        if (lower.endsWith("+cbor")) {
          yield CBOR;
        }
        throw unsupported(type, "send JSON, CBOR, SenML or plain text");
      }
    };
  }

  /** {@code text/plain} of {@code text/plain; charset=utf-8}. */
  static String withoutParameters(String contentType) {
    int end = contentType.indexOf(';');
    return (end < 0 ? contentType : contentType.substring(0, end)).strip();
  }

  private static Rejection unsupported(String type, String wayOut) {
    return new Rejection(
        Reason.UNSUPPORTED_FORMAT,
        "the content type \"%s\" is not supported: %s".formatted(Values.cut(type), wayOut));
  }
}
