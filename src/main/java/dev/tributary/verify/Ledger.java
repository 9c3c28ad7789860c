package dev.tributary.verify;

import dev.tributary.contract.Protocol;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The accounts of all devices of a run. */
final class Ledger {
  private static final int EXAMPLES = 10;

  private final Map<Protocol, Totals> totals = new EnumMap<>(Protocol.class);
  private final Map<String, DeviceAccount> accounts = new LinkedHashMap<>();

  Ledger(String run, List<Protocol> protocols, int devices) {
    for (Protocol protocol : protocols) {
      Totals sums = new Totals(protocol);
      totals.put(protocol, sums);
      for (int i = 1; i <= devices; i++) {
        String device = "verify-%s-%s-%d".formatted(run, protocol.word(), i);
        accounts.put(device, new DeviceAccount(device, sums));
      }
    }
  }

  Collection<DeviceAccount> accounts() {
    return accounts.values();
  }

  /** The account of a device, or null if it is not of this run. */
  DeviceAccount of(String device) {
    return accounts.get(device);
  }

  long missing() {
    return totals.values().stream().mapToLong(Totals::missing).sum();
  }

  long stored(Protocol protocol) {
    return totals.get(protocol).stored();
  }

  long sent(Protocol protocol) {
    return totals.get(protocol).opened();
  }

  long changes() {
    return totals.values().stream().mapToLong(Totals::changes).sum();
  }

  List<Report.Row> rows(long startNanos) {
    return totals.values().stream().map(sums -> sums.row(startNanos)).toList();
  }

  List<String> examplesOfLost() {
    List<String> examples = new ArrayList<>();
    for (DeviceAccount account : accounts.values()) {
      for (int number : account.lost(EXAMPLES - examples.size())) {
        examples.add(account.device() + " " + number);
      }
      if (examples.size() >= EXAMPLES) {
        break;
      }
    }
    return examples;
  }
}
