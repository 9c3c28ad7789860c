package dev.tributary.ingest;

/** How one of the three ends is doing, as {@code /health/ready/<name>} tells it. */
public interface EndState {
  /** {@code mqtt}, {@code http} or {@code coap}. */
  String name();

  /** Whether devices can reach it and it hears them. */
  boolean ready();

  /** Why it is not ready, one sentence; empty when it is. */
  String why();
}
