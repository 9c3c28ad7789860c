package dev.tributary.ingest.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;

/** The device that an item of a batch names, which stands for its address. */
final class ItemDevice {
  /**
   * Takes what the decoder of JSON takes: what one of them cannot read, the other cannot either.
   */
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .enable(JsonReadFeature.ALLOW_LEADING_DECIMAL_POINT_FOR_NUMBERS)
          .enable(JsonReadFeature.ALLOW_TRAILING_DECIMAL_POINT_FOR_NUMBERS)
          .enable(JsonReadFeature.ALLOW_LEADING_PLUS_SIGN_FOR_NUMBERS)
          .build();

  /** What an object names that has no member {@code device}: no identity, and told as such. */
  static final String NONE = "";

  private ItemDevice() {}

  /** The member {@code device} of an object; null where the item is none, or broken. */
  static String of(byte[] item) {
    try (JsonParser parser = JSON.createParser(item)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return null;
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean device = parser.currentName().equals("device");
        JsonToken value = parser.nextToken();
        if (device) {
          return value == JsonToken.VALUE_STRING ? parser.getText() : NONE;
        }
        parser.skipChildren();
      }
      return NONE;
    } catch (IOException broken) {
      return null;
    }
  }
}
