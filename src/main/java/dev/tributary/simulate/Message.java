package dev.tributary.simulate;

/**
 * One message of one device, for any protocol.
 *
 * @param address as the templates know it, {@code devices/dev-1/telemetry}
 */
public record Message(String device, String address, String contentType, byte[] payload) {}
