package dev.tributary.ingest.coap;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.eclipse.californium.core.coap.MediaTypeRegistry;

/** The content formats that a device may name, and the media types they stand for. */
final class ContentFormats {
  private static final Map<Integer, String> MEDIA_TYPES =
      new TreeMap<>(
          Map.of(
              MediaTypeRegistry.TEXT_PLAIN, "text/plain",
              MediaTypeRegistry.APPLICATION_JSON, "application/json",
              MediaTypeRegistry.APPLICATION_CBOR, "application/cbor",
              MediaTypeRegistry.APPLICATION_SENML_JSON, "application/senml+json",
              MediaTypeRegistry.APPLICATION_SENML_CBOR, "application/senml+cbor"));

  /** All numbers as the {@code ct} attribute of a link wants them. */
  static final String NUMBERS =
      MEDIA_TYPES.keySet().stream().map(String::valueOf).collect(Collectors.joining(" "));

  private ContentFormats() {}

  static boolean isKnown(int contentFormat) {
    return contentFormat == MediaTypeRegistry.UNDEFINED || MEDIA_TYPES.containsKey(contentFormat);
  }

  /** The number of this media type, or of this number as text; null where there is none. */
  static Integer number(String contentType) {
    if (contentType.chars().allMatch(Character::isDigit) && contentType.length() < 6) {
      return Integer.valueOf(contentType);
    }
    return MEDIA_TYPES.entrySet().stream()
        .filter(known -> known.getValue().equalsIgnoreCase(contentType))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse(null);
  }

  /** The media type, or null where the device named no format. */
  static String mediaType(int contentFormat) {
    return MEDIA_TYPES.get(contentFormat);
  }
}
