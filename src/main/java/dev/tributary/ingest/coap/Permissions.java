package dev.tributary.ingest.coap;

import dev.tributary.ingest.Address;
import java.security.Principal;

/** Who may speak for which device. */
interface Permissions {
  /**
   * @param sender null where the transport authenticates nobody
   * @throws dev.tributary.event.Rejection with {@code forbidden}
   */
  void check(Principal sender, Address address);
}
