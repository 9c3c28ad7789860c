package dev.tributary.ingest.http;

import dev.tributary.contract.Address;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;

/**
 * What is served now. A path whose consumer has stopped stays known, so that devices are answered
 * 503 and not 404 while its route is being exchanged.
 */
final class ServedPaths {
  private final BooleanSupplier settled;
  private volatile List<HttpConsumer> consumers = List.of();

  /**
   * @param settled false while routes are still being started, when an unknown path may yet come
   */
  ServedPaths(BooleanSupplier settled) {
    this.settled = settled;
  }

  /** Whether a path that is unknown now will stay unknown. */
  boolean areSettled() {
    return settled.getAsBoolean();
  }

  /** A consumer, and the address that the request named on its path. */
  record Match(HttpConsumer consumer, Address address) {}

  /** Takes the place of an earlier consumer of the same path and methods. */
  synchronized void add(HttpConsumer consumer) {
    List<HttpConsumer> next = new ArrayList<>(consumers);
    next.removeIf(
        other ->
            other.path().text().equals(consumer.path().text())
                && other.path().methods().equals(consumer.path().methods()));
    next.add(consumer);
    consumers = List.copyOf(next);
  }

  /** Keeps these, as far as they are started. */
  synchronized void forgetOthers(Set<?> current) {
    consumers = consumers.stream().filter(c -> c.isStarted() && current.contains(c)).toList();
  }

  boolean anyOpen() {
    return consumers.stream().anyMatch(HttpConsumer::isStarted);
  }

  /** The paths that are open, in the order of their declaration. */
  List<ServedPath> open() {
    return consumers.stream().filter(HttpConsumer::isStarted).map(HttpConsumer::path).toList();
  }

  /** The consumer of this request, null where there is none; a running one goes first. */
  Match find(RequestPath request, String method) {
    Match stopped = null;
    for (HttpConsumer consumer : consumers) {
      if (consumer.path().methods().contains(method)) {
        Optional<Address> address = consumer.path().match(request);
        if (address.isPresent()) {
          Match match = new Match(consumer, address.get());
          if (consumer.isStarted()) {
            return match;
          }
          stopped = match;
        }
      }
    }
    return stopped;
  }

  /** The methods that this path knows, empty where the path is unknown. */
  Set<String> methods(RequestPath request) {
    Set<String> methods = new TreeSet<>();
    for (HttpConsumer consumer : consumers) {
      if (consumer.path().match(request).isPresent()) {
        methods.addAll(consumer.path().methods());
      }
    }
    return methods;
  }
}
