package dev.tributary.observe.spans;

import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * Spans that have ended and wait to be sent: at most so many, and no message ever waits for them.
 * What does not fit, or does not get there, is counted as dropped.
 */
final class SpanQueue implements SpanProcessor {
  static final int MOST = 8192;
  private static final int BATCH = 1024;
  private static final Duration PERIOD = Duration.ofSeconds(1);

  private final AtomicInteger waiting = new AtomicInteger();
  private final LongAdder sent = new LongAdder();
  private final LongAdder dropped = new LongAdder();
  private final SpanProcessor batches;
  private final CollectorLog log;

  SpanQueue(SpanExporter exporter, URI endpoint) {
    this.log = new CollectorLog(endpoint);
    this.batches =
        BatchSpanProcessor.builder(new Counting(exporter))
            .setMaxQueueSize(MOST)
            .setMaxExportBatchSize(BATCH)
            .setScheduleDelay(PERIOD)
            .build();
  }

  long sent() {
    return sent.sum();
  }

  long dropped() {
    return dropped.sum();
  }

  @Override
  public void onEnd(ReadableSpan span) {
    if (!span.getSpanContext().isSampled()) {
      return;
    }
    if (waiting.incrementAndGet() > MOST) {
      waiting.decrementAndGet();
      dropped.increment();
      return;
    }
    batches.onEnd(span);
  }

  @Override
  public boolean isEndRequired() {
    return true;
  }

  @Override
  public void onStart(Context parent, ReadWriteSpan span) {}

  @Override
  public boolean isStartRequired() {
    return false;
  }

  @Override
  public CompletableResultCode shutdown() {
    return batches.shutdown();
  }

  @Override
  public CompletableResultCode forceFlush() {
    return batches.forceFlush();
  }

  private final class Counting implements SpanExporter {
    private final SpanExporter exporter;

    Counting(SpanExporter exporter) {
      this.exporter = exporter;
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
      int count = spans.size();
      waiting.addAndGet(-count);
      CompletableResultCode result = exporter.export(spans);
      result.whenComplete(
          () -> {
            (result.isSuccess() ? sent : dropped).add(count);
            log.note(result.isSuccess(), result.getFailureThrowable());
          });
      return result;
    }

    @Override
    public CompletableResultCode flush() {
      return exporter.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
      return exporter.shutdown();
    }
  }
}
