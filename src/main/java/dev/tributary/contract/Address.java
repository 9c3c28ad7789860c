package dev.tributary.contract;

import java.util.Objects;

/**
 * Where a message was sent, matched against the templates: the identity that counts. What a
 * template does not name is null.
 *
 * @param text the address as it came, {@code devices/dev-1/telemetry}
 */
public record Address(String text, String device, String region, String kind, String gateway) {
  /** The same in this region. */
  Address in(String otherRegion) {
    return Objects.equals(region, otherRegion)
        ? this
        : new Address(text, device, otherRegion, kind, gateway);
  }
}
