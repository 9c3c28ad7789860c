package dev.tributary.normalize;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/** How the bytes of a decoder's payloads are read. */
interface PayloadFormat {
  /**
   * @param message what is known beside the payload, by the names that {@link
   *     dev.tributary.contract.PayloadDecoder} gives it
   */
  JsonNode read(byte[] payload, Map<String, String> message) throws MalformedPayload;
}
