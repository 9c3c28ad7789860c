package dev.tributary.ingest.http;

import dev.tributary.contract.Reason;
import dev.tributary.contract.Rejection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Which of the two forms a batch has, by its content type. */
enum BatchFormat {
  ARRAY,
  LINES;

  /** The content type of each item. */
  static final String ITEM_TYPE = "application/json";

  private static final Map<String, BatchFormat> BY_TYPE = new LinkedHashMap<>();

  static {
    BY_TYPE.put("application/json", ARRAY);
    BY_TYPE.put("application/x-ndjson", LINES);
    BY_TYPE.put("application/ndjson", LINES);
    BY_TYPE.put("application/jsonl", LINES);
  }

  /** The content types of batches. */
  static final List<String> TYPES = List.copyOf(BY_TYPE.keySet());

  private static final String EXPECTED =
      "a batch must be application/json or application/x-ndjson in UTF-8, but is \"%s\"";

  static BatchFormat of(String contentType) {
    String[] parts = (contentType == null ? "" : contentType).toLowerCase(Locale.ROOT).split(";");
    for (int i = 1; i < parts.length; i++) {
      String parameter = parts[i].strip().replace("\"", "");
      if (parameter.startsWith("charset=") && !parameter.matches("charset=(utf-8|us-ascii)")) {
        throw unsupported(contentType);
      }
    }
    BatchFormat format = BY_TYPE.get(parts[0].strip());
    if (format == null) {
      throw unsupported(contentType);
    }
    return format;
  }

  private static Rejection unsupported(String contentType) {
    return new Rejection(
        Reason.UNSUPPORTED_FORMAT, EXPECTED.formatted(contentType == null ? "" : contentType));
  }

  ItemSplitter splitter(int mostBytes) {
    return this == ARRAY ? new ArraySplitter(mostBytes) : new LineSplitter(mostBytes);
  }
}
