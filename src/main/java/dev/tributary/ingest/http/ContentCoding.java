package dev.tributary.ingest.http;

import dev.tributary.contract.Reason;
import dev.tributary.contract.Rejection;
import java.util.Locale;

/** How a body may be compressed. */
enum ContentCoding {
  IDENTITY,
  GZIP,
  DEFLATE;

  /** The value of {@code Accept-Encoding} in a 415. */
  static final String ACCEPTED = "gzip, deflate";

  static ContentCoding of(String header) {
    if (header == null) {
      return IDENTITY;
    }
    return switch (header.strip().toLowerCase(Locale.ROOT)) {
      case "", "identity" -> IDENTITY;
      case "gzip", "x-gzip" -> GZIP;
      case "deflate" -> DEFLATE;
      default ->
          throw new Rejection(
              Reason.UNSUPPORTED_FORMAT, "Content-Encoding must be one of gzip, deflate");
    };
  }
}
