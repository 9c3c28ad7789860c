package dev.tributary.ingest.http;

import dev.tributary.contract.Address;
import dev.tributary.contract.NamePattern;
import dev.tributary.contract.Reason;
import dev.tributary.contract.Rejection;
import java.util.List;

/** Who sent a request, as far as that was proved, and for which devices it may speak. */
record SenderIdentity(List<NamePattern> devices) {
  /** Where nobody has to prove anything. */
  static final SenderIdentity ANYONE = new SenderIdentity(List.of(NamePattern.ANY));

  boolean covers(String name) {
    return devices.stream().anyMatch(pattern -> pattern.covers(name));
  }

  /**
   * @throws Rejection with {@code forbidden}
   */
  void checkSpeaksFor(Address address) {
    String name = address.device() == null ? address.gateway() : address.device();
    if (covers(name)) {
      return;
    }
    throw new Rejection(
        Reason.FORBIDDEN,
        name == null || name.isEmpty()
            ? "the message must name its device, for which these credentials may speak"
            : "these credentials may not speak for this device");
  }
}
