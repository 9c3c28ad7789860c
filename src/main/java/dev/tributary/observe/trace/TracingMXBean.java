package dev.tributary.observe.trace;

/**
 * What a viewer does over JMX: open, poll until it has seen enough, close. A viewer that does not
 * poll for 15 s is closed, so that no viewer that was killed leaves the tracer on.
 */
public interface TracingMXBean {
  /** How many viewers watch. */
  int getViewers();

  /** Whether messages are being traced at this moment. */
  boolean isTracing();

  /**
   * Begins to watch messages. Each pattern may hold {@code *}; null or empty stands for all.
   *
   * @param device of the message
   * @param route that the message came in by, {@code ingest-mqtt}
   * @param address that the message was sent to
   * @return the lease that {@link #poll} and {@link #close} want
   */
  String open(String device, String route, String address);

  /**
   * What has been seen since the last poll.
   *
   * @return JSON: {@code dropped}, how many matching messages were dropped since the last poll, and
   *     {@code messages}
   */
  String poll(String lease);

  void close(String lease);
}
