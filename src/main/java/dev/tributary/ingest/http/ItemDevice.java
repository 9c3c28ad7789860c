package dev.tributary.ingest.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/** The device that an item of a batch names, which stands for its address. */
final class ItemDevice {
  private static final JsonFactory JSON = new JsonFactory();

  private ItemDevice() {}

  /** The member {@code device} of an object, null where there is none or the item is broken. */
  static String of(byte[] item) {
    try (JsonParser parser = JSON.createParser(item)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return null;
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean device = parser.currentName().equals("device");
        JsonToken value = parser.nextToken();
        if (device) {
          return value == JsonToken.VALUE_STRING ? parser.getText() : null;
        }
        parser.skipChildren();
      }
      return null;
    } catch (IOException broken) {
      return null;
    }
  }
}
