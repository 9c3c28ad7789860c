package dev.tributary.ingest.http;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The paths of an operator's own routes that are served now. One whose consumer has stopped stays
 * known, and is 503, while its route is being exchanged.
 */
final class OwnPaths {
  private volatile List<OwnHttpConsumer> consumers = List.of();

  /** A consumer, and what the variables of its path stand for in this request. */
  record Match(OwnHttpConsumer consumer, Map<String, String> variables) {}

  /** Goes before an earlier one of the same path, whose route it was exchanged for. */
  synchronized void add(OwnHttpConsumer consumer) {
    List<OwnHttpConsumer> next = new ArrayList<>(consumers);
    next.removeIf(
        other ->
            other.path().text().equals(consumer.path().text())
                && other.path().methods().equals(consumer.path().methods()));
    next.add(consumer);
    next.sort((one, other) -> one.path().compareTo(other.path()));
    consumers = List.copyOf(next);
  }

  /** Keeps these, as far as they are started. */
  synchronized void forgetOthers(Set<?> current) {
    consumers = consumers.stream().filter(c -> c.isStarted() && current.contains(c)).toList();
  }

  /** The consumer of this request, null where there is none; a running one goes first. */
  Match find(RequestPath request, String method) {
    if (Arrays.stream(request.levels()).anyMatch(OwnPaths::leadsElsewhere)) {
      return null;
    }
    Match stopped = null;
    for (OwnHttpConsumer consumer : consumers) {
      if (consumer.path().methods().contains(method)) {
        Map<String, String> variables = consumer.path().match(request.levels());
        if (variables != null) {
          Match match = new Match(consumer, variables);
          if (consumer.isStarted()) {
            return match;
          }
          stopped = match;
        }
      }
    }
    return stopped;
  }

  /** A route may take a variable for the name of a file. */
  private static boolean leadsElsewhere(String level) {
    return level.equals(".") || level.equals("..");
  }

  /** The methods that this path knows, empty where the path is unknown. */
  Set<String> methods(RequestPath request) {
    Set<String> methods = new TreeSet<>();
    for (OwnHttpConsumer consumer : consumers) {
      if (consumer.path().match(request.levels()) != null) {
        methods.addAll(consumer.path().methods());
      }
    }
    return methods;
  }
}
