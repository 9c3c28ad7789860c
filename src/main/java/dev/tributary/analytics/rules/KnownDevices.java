package dev.tributary.analytics.rules;

import java.util.HashSet;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/** The devices of which there may be state; others are let in while there is memory for it. */
final class KnownDevices {
  private final Predicate<String> isHere;
  private final BooleanSupplier full;
  private final Set<String> devices = new HashSet<>();

  KnownDevices(Predicate<String> isHere, BooleanSupplier full) {
    this.isHere = isHere;
    this.full = full;
  }

  /** Whether a device's messages are in this partition. */
  boolean isHere(String device) {
    return isHere.test(device);
  }

  /** Notes one of which there is state, by the part of an entry's key that begins with it. */
  void load(String inner) {
    devices.add(inner.split("/", 2)[0]);
  }

  boolean admit(String device) {
    if (full.getAsBoolean()) {
      return devices.contains(device);
    }
    devices.add(device);
    return true;
  }
}
