package dev.tributary.observe;

import io.vertx.core.http.HttpServerRequest;
import java.util.function.BooleanSupplier;

/** What the management port serves besides its own paths, to hosts that it allows. */
@FunctionalInterface
public interface ManagementPages {
  ManagementPages NONE = (request, keep) -> false;

  /**
   * Answers, now or later; called on the event loop, which must not be blocked.
   *
   * @param keep exempts the connection from the time that a request may take; false where too many
   *     are exempt already
   * @return false where there is no such page
   */
  boolean serve(HttpServerRequest request, BooleanSupplier keep);
}
