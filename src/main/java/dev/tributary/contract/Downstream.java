package dev.tributary.contract;

/** What the listeners need to know of Kafka before they take a message in. */
public interface Downstream {
  /** False while Kafka is gone or too slow: HTTP and CoAP are refused at once. */
  boolean available();

  /** False while what is to be sent has filled most of what may be held: nothing more may enter. */
  default boolean hasRoom() {
    return true;
  }

  /** Why it is not available, one sentence; empty when it is. */
  String why();
}
