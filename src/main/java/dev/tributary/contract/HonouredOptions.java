package dev.tributary.contract;

import java.util.Map;
import java.util.Set;

/**
 * The options of Camel's endpoints that our own code behind them goes by. Any other would be
 * ignored, so that it is refused.
 *
 * @param read those whose value counts
 * @param fixed those that have one value here, whatever is written
 */
public record HonouredOptions(Set<String> read, Map<String, String> fixed) {
  public HonouredOptions {
    read = Set.copyOf(read);
    fixed = Map.copyOf(fixed);
  }

  /** Whether this option may be written so. */
  public boolean takes(String option, String value) {
    return read.contains(option) || value.equals(fixed.get(option));
  }
}
