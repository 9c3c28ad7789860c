package dev.tributary.contract;

/** The state of one of the three listeners, as {@code /health/ready/<name>} reports it. */
public interface ListenerState {
  /** {@code mqtt}, {@code http} or {@code coap}. */
  String name();

  /** Whether devices can reach it and it receives their messages. */
  boolean ready();

  /** Why it is not ready, one sentence; empty when it is. */
  String why();
}
