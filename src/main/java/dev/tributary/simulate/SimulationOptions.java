package dev.tributary.simulate;

import dev.tributary.contract.Protocol;
import java.util.List;

/**
 * What to simulate. The same options and seed give the same devices and the same walks.
 *
 * @param protocols devices are dealt out over these in turn
 * @param rate messages a second of all devices together
 * @param broken the share of messages that no gateway can read, 0 to 1
 */
public record SimulationOptions(
    Targets targets, List<Protocol> protocols, int devices, double rate, long seed, double broken) {

  public SimulationOptions {
    require(!protocols.isEmpty(), "at least one protocol is needed");
    require(devices > 0, "the number of devices must be at least 1 but is " + devices);
    require(rate > 0, "the rate must be above 0 but is " + rate);
    require(broken >= 0 && broken <= 1, "the broken share must be 0 to 1 but is " + broken);
    protocols = List.copyOf(protocols);
  }

  private static void require(boolean holds, String rule) {
    if (!holds) {
      throw new IllegalArgumentException(rule);
    }
  }
}
