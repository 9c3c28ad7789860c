package dev.tributary.ingest;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** Separates messages from before an exchange of routes from those after it. */
final class Generations {
  private volatile AtomicInteger current = new AtomicInteger();

  /** Counts a message in; decrement what is returned when it has left. */
  AtomicInteger enter() {
    while (true) {
      AtomicInteger generation = current;
      generation.incrementAndGet();
      if (generation == current) {
        return generation;
      }
      generation.decrementAndGet();
    }
  }

  /** Draws a line, and returns whether every message that entered before it has left. */
  BooleanSupplier draw() {
    AtomicInteger before = current;
    current = new AtomicInteger();
    return () -> before.get() == 0;
  }
}
