package dev.tributary.reload;

import java.time.Instant;
import java.util.List;

/**
 * How a reload went.
 *
 * @param changes what became active, in words
 * @param problems why nothing is, one line each; empty when all is valid
 */
public record ReloadResult(Instant at, List<String> changes, List<String> problems) {
  public boolean ok() {
    return problems.isEmpty();
  }

  @Override
  public String toString() {
    if (!ok()) {
      return "refused, the old version keeps running: " + String.join("; ", problems);
    }
    return changes.isEmpty() ? "nothing changed" : String.join(", ", changes);
  }
}
