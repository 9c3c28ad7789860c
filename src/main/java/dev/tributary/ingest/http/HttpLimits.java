package dev.tributary.ingest.http;

import dev.tributary.config.Settings;
import java.time.Duration;

/**
 * What a sender may ask of us.
 *
 * @param sendWithin how long a sender may take for one request, or be silent
 */
record HttpLimits(
    int payloadBytes, int batchBytes, int batchItems, int batchEvents, Duration sendWithin) {
  /** How many items of one batch are in the routes at once; past it its sender is held back. */
  static final int BATCH_WINDOW = 1000;

  static HttpLimits of(Settings.Http settings, int payloadBytes) {
    return new HttpLimits(
        payloadBytes,
        settings.maxBatchBytes(),
        settings.maxBatchItems(),
        settings.maxBatchEvents(),
        settings.idleTimeout());
  }
}
