package dev.tributary.contract;

/** How one of the three listeners is doing, as {@code /health/ready/<name>} tells it. */
public interface ListenerState {
  /** {@code mqtt}, {@code http} or {@code coap}. */
  String name();

  /** Whether devices can reach it and it hears them. */
  boolean ready();

  /** Why it is not ready, one sentence; empty when it is. */
  String why();
}
