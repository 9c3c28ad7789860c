package dev.tributary.verify;

import dev.tributary.contract.Protocol;
import dev.tributary.simulate.Targets;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What to verify.
 *
 * @param kafka settings of the Kafka client that reads back; {@code bootstrap.servers} at least
 * @param devices how many on each protocol
 * @param rate messages a second of all protocols together; 0 sends as fast as acknowledged
 * @param messages after how many to stop; 0 means after {@code duration}
 * @param settle how long nothing may have happened before it gives up waiting
 */
public record VerifyOptions(
    Targets targets,
    Map<String, Object> kafka,
    Topics topics,
    List<Protocol> protocols,
    int devices,
    double rate,
    long messages,
    Duration duration,
    Duration settle) {

  /** Where the gateway's records are, prefix included. */
  public record Topics(String verify, String deadLetter, String throttled) {
    public static Topics of(String prefix, String deadLetter) {
      return new Topics(prefix + ".verify", prefix + "." + deadLetter, prefix + ".throttled");
    }
  }

  public VerifyOptions {
    protocols = List.copyOf(protocols);
    kafka = Map.copyOf(kafka);
    require(!protocols.isEmpty(), "at least one protocol is needed");
    require(devices > 0, "the number of devices must be at least 1 but is " + devices);
    require(rate >= 0, "the rate must not be below 0 but is " + rate);
    require(messages > 0 || duration != null, "either messages or a duration is needed");
  }

  private static void require(boolean holds, String rule) {
    if (!holds) {
      throw new IllegalArgumentException(rule);
    }
  }
}
