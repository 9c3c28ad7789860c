package dev.tributary.simulate;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;

/** How a maker writes measurements down. */
enum Format {
  /** {@code {"temperature":21.5,"humidity":40,"time":"…"}}. */
  FLAT_JSON("application/json") {
    @Override
    String write(String device, Map<Signal.Nature, String> values, Instant time) {
      StringBuilder json = new StringBuilder("{");
      values.forEach(
          (nature, value) ->
              json.append('"').append(nature.name()).append("\":").append(value).append(','));
      return json.append("\"time\":\"").append(time).append("\"}").toString();
    }
  },
  /** RFC 8428. */
  SENML_JSON("application/senml+json") {
    @Override
    String write(String device, Map<Signal.Nature, String> values, Instant time) {
      StringBuilder json = new StringBuilder("[{\"bn\":\"").append(device);
      json.append(":\",\"bt\":").append(Decimals.print(time.toEpochMilli() / 1000.0, 3));
      String separator = ",";
      for (Map.Entry<Signal.Nature, String> entry : values.entrySet()) {
        json.append(separator).append("\"n\":\"").append(entry.getKey().name());
        json.append("\",\"u\":\"").append(entry.getKey().unit());
        json.append("\",\"v\":").append(entry.getValue()).append('}');
        separator = ",{";
      }
      return json.append(']').toString();
    }
  },
  /** One bare number; the address names the kind. */
  TEXT("text/plain") {
    @Override
    String write(String device, Map<Signal.Nature, String> values, Instant time) {
      return values.values().iterator().next();
    }
  };

  private final String contentType;

  Format(String contentType) {
    this.contentType = contentType;
  }

  abstract String write(String device, Map<Signal.Nature, String> values, Instant time);

  String contentType() {
    return contentType;
  }

  byte[] bytes(String device, Map<Signal.Nature, String> values, Instant time) {
    return write(device, values, time).getBytes(StandardCharsets.UTF_8);
  }
}
