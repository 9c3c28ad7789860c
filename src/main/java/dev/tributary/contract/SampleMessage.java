package dev.tributary.contract;

import java.util.Map;

/**
 * A message as its sender would put it on the wire, for a listener that is on none. All but
 * protocol, address and payload may be null.
 *
 * @param method of HTTP and CoAP
 * @param address the same on every protocol, {@code devices/dev-1/telemetry}
 * @param contentType a media type; over CoAP also the number of a content format
 * @param properties MQTT 5 user properties
 */
public record SampleMessage(
    Protocol protocol,
    String method,
    String address,
    String contentType,
    String contentEncoding,
    String messageId,
    String traceparent,
    Map<String, String> properties,
    boolean retained,
    byte[] payload) {}
