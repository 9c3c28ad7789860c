package dev.tributary.normalize;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.config.Settings;
import dev.tributary.contract.Rejection;

/** A payload as the step {@code decode} reads it, for those who look at it afterwards. */
public final class PayloadTree {
  private final Decoder decoder;

  public PayloadTree(Settings.Normalize settings) {
    this.decoder = new Decoder(settings.maxDepth(), settings.maxValues());
  }

  /**
   * @param contentType as the sender named it, or null
   * @throws Rejection where it cannot be decoded, with the reason
   */
  public JsonNode of(byte[] payload, String contentType) {
    return decoder.decode(payload, MediaType.of(contentType));
  }
}
