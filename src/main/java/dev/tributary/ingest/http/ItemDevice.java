package dev.tributary.ingest.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.tributary.contract.DeviceJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** The device that an item of a batch names, which stands for its address. */
final class ItemDevice {
  private static final JsonFactory JSON = DeviceJson.factory().build();

  /** What an object names that has no member {@code device}: no identity, and reported as such. */
  static final String NONE = "";

  private ItemDevice() {}

  /** The member {@code device} of an object; null where the item is none, or broken. */
  static String of(byte[] item) {
    // from characters, so that no other encoding is guessed than the one that decoding reads
    String text = new String(item, StandardCharsets.UTF_8);
    String json = text.startsWith("\uFEFF") ? text.substring(1) : text;
    try (JsonParser parser = JSON.createParser(json)) {
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
