package dev.tributary.contract;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a sender is authorized to send: for which devices and gateways, and from which regions. Each
 * grant is a pair of both.
 */
public final class Grants {
  /** Where senders need not authenticate. */
  public static final Grants ANYONE =
      new Grants(List.of(new Grant(NamePattern.ANY, NamePattern.ANY)));

  /** Devices or gateways, and the regions in which they may be. */
  public record Grant(NamePattern names, NamePattern regions) {
    public Grant {
      Objects.requireNonNull(names, "names");
      Objects.requireNonNull(regions, "regions");
    }
  }

  private final List<Grant> grants;
  private final boolean anyRegion;

  public Grants(List<Grant> grants) {
    this.grants = List.copyOf(grants);
    this.anyRegion = grants.stream().allMatch(grant -> grant.regions().isAny());
  }

  /** Whether these speak for this device or gateway, in whatever region. */
  public boolean covers(String name) {
    for (Grant grant : grants) {
      if (grant.names().covers(name)) {
        return true;
      }
    }
    return false;
  }

  public boolean covers(String name, String region) {
    for (Grant grant : grants) {
      if (grant.names().covers(name) && grant.regions().covers(region)) {
        return true;
      }
    }
    return false;
  }

  /** The one region in which these speak for this name; null where it may be in several. */
  public String regionOf(String name) {
    if (anyRegion) {
      return null;
    }
    Set<NamePattern> regions =
        grants.stream()
            .filter(grant -> grant.names().covers(name))
            .map(Grant::regions)
            .collect(Collectors.toSet());
    return regions.size() == 1 ? regions.iterator().next().literal() : null;
  }

  /**
   * The address as these let it in: where it names no region, with the one that they are bound to.
   *
   * @throws Rejection {@code forbidden}
   */
  public Address admit(Address address) {
    String name = address.device() == null ? address.gateway() : address.device();
    if (!covers(name)) {
      throw new Rejection(
          Reason.FORBIDDEN,
          name == null || name.isEmpty()
              ? "the message must name its device, for which these credentials may speak"
              : "these credentials may not speak for this device");
    }
    if (address.region() == null) {
      return address.in(regionOf(name));
    }
    if (!covers(name, address.region())) {
      throw new Rejection(
          Reason.FORBIDDEN, "these credentials may not speak for this device in this region");
    }
    return address;
  }

  /**
   * Holds what the payload names to the same: its device where the address has none, and its
   * region.
   *
   * @throws Rejection {@code forbidden}
   */
  public void check(String device, String region) {
    if (!covers(device)) {
      throw new Rejection(
          Reason.FORBIDDEN,
          "these credentials may not speak for the device \"%s\" that the payload names"
              .formatted(device));
    }
    if (!covers(device, region)) {
      throw new Rejection(
          Reason.FORBIDDEN,
          "these credentials may not speak for the device \"%s\" in the region \"%s\"; they are"
                  .formatted(device, region)
              + " bound to another");
    }
  }

  /** Whether a payload behind this address can still claim what these do not cover. */
  boolean isLeftToCheck(Address address) {
    return this != ANYONE && (address.device() == null || !anyRegion);
  }
}
