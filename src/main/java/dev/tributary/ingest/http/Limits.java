package dev.tributary.ingest.http;

import dev.tributary.config.Settings;
import java.time.Duration;

/**
 * What a sender may ask of us.
 *
 * @param answerWithin how long a request waits for Kafka
 * @param sendWithin how long a sender may take for one request, or be silent
 */
record Limits(
    int payloadBytes, int batchBytes, int batchItems, Duration answerWithin, Duration sendWithin) {
  /** How many items of one batch are in the routes at once; past it its sender is held back. */
  static final int BATCH_WINDOW = 1000;

  static Limits of(Settings.Http settings, int payloadBytes, Duration answerWithin) {
    return new Limits(
        payloadBytes,
        settings.maxBatchBytes(),
        settings.maxBatchItems(),
        answerWithin,
        settings.idleTimeout());
  }
}
