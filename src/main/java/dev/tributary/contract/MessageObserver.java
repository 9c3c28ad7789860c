package dev.tributary.contract;

/** Sees every message's arrival and outcome, on the thread that brings them; metrics hang here. */
public interface MessageObserver {
  default void arrived(Arrival arrival) {}

  default void settled(Arrival arrival, Outcome outcome, long nanosSinceArrival) {}

  /** Kafka has acknowledged all records of this event. */
  default void published(Event event) {}

  /** A route left out an event on purpose. */
  default void dropped(String why) {}
}
