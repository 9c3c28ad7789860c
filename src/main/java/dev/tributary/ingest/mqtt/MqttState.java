package dev.tributary.ingest.mqtt;

import dev.tributary.contract.ListenerState;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How the connection to the broker is doing. Ready means connected, and every filter granted. */
final class MqttState implements ListenerState {
  private static final Logger LOG = LoggerFactory.getLogger(MqttState.class);

  private final AtomicLong lost = new AtomicLong();
  private volatile String why = "not started";

  @Override
  public String name() {
    return "mqtt";
  }

  @Override
  public boolean ready() {
    return why.isEmpty();
  }

  @Override
  public String why() {
    return why;
  }

  void up(String connection) {
    if (!ready()) {
      why = "";
      LOG.info("MQTT: {}", connection);
    }
  }

  /** A connection that was, or was to be, is no more. */
  void lost() {
    lost.incrementAndGet();
  }

  long connectionsLost() {
    return lost.get();
  }

  /** An expected pause: starting or stopping. */
  void resting(String reason) {
    why = reason;
  }

  /** Something that an operator should see; logged once however often it is tried again. */
  void down(String reason) {
    if (!reason.equals(why)) {
      why = reason;
      LOG.warn("MQTT: {}", reason);
    }
  }
}
