package dev.tributary.contract;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;

/** Messages as most devices send them. */
public final class Samples {
  private Samples() {}

  /** JSON, and nothing that a device need not say. */
  public static SampleMessage json(Protocol protocol, String address, String payload) {
    return new SampleMessage(
        protocol,
        null,
        address,
        "application/json",
        null,
        null,
        null,
        Map.of(),
        false,
        payload.getBytes(UTF_8));
  }
}
