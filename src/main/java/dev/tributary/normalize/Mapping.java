package dev.tributary.normalize;

import com.fasterxml.jackson.databind.JsonNode;

/** From the payload of a family of devices to measurements. */
interface Mapping {
  /**
   * @throws dev.tributary.contract.Rejection where the payload is not what this mapping expects
   */
  Mapped map(JsonNode payload, Context context);

  /**
   * What is known of the message beside its payload.
   *
   * @param kind that the address names, or null
   */
  record Context(String address, String device, String kind, java.time.Instant received) {}
}
