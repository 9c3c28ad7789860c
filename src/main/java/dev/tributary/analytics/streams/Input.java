package dev.tributary.analytics.streams;

import dev.tributary.analytics.rules.Reading;
import dev.tributary.analytics.rules.Tick;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * A record as rules take it in: an event, a tick, or neither. Read when it is deserialized, since
 * Streams asks for its time before it is processed.
 *
 * @param fault why it is no event, or null
 */
record Input(byte[] bytes, Reading reading, Tick tick, String fault) {
  static final Deserializer<Input> EVENTS = (topic, bytes) -> event(bytes);
  static final Deserializer<Input> TICKS =
      (topic, bytes) -> new Input(bytes, null, Tick.parse(bytes), null);

  private static Input event(byte[] bytes) {
    try {
      return new Input(bytes, Reading.parse(bytes), null, null);
    } catch (Reading.NotAnEvent e) {
      return new Input(bytes, null, null, e.getMessage());
    } catch (RuntimeException | StackOverflowError e) {
      return new Input(bytes, null, null, "the record cannot be read");
    }
  }

  /** The gateway's time, whatever the timestamp of the record is. */
  long time(long otherwise) {
    long time = reading != null ? reading.received() : tick != null ? tick.time() : otherwise;
    return Math.max(0, time);
  }
}
