package dev.tributary.contract;

/**
 * Where a message was sent, matched against the templates: the identity that counts. What a
 * template does not name is null.
 *
 * @param text the address as it came, {@code devices/dev-1/telemetry}
 */
public record Address(String text, String device, String region, String kind, String gateway) {}
