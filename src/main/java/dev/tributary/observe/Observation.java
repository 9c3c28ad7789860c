package dev.tributary.observe;

import dev.tributary.config.Settings;
import dev.tributary.contract.MessageTrace;
import dev.tributary.contract.MessageTracer;
import dev.tributary.contract.Outcome;
import dev.tributary.ingest.Intake;
import dev.tributary.ingest.MessageMeters;
import dev.tributary.module.Meters;
import dev.tributary.module.Metric;
import dev.tributary.module.Module;
import dev.tributary.observe.spans.Spans;
import dev.tributary.observe.trace.JmxAccess;
import dev.tributary.observe.trace.Tracing;
import dev.tributary.support.DaemonThreads;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All that watches the gateway from inside: counts, the status line, tracing. */
public final class Observation implements Module {
  static final Metric SPANS =
      Metric.counter(
          "tributary.spans",
          null,
          "Spans that the collector of `tributary.otlp.endpoint` took, and those that were dropped"
              + " because it did not or too many waited for it.",
          "result");
  static final List<Metric> METRICS = List.of(SPANS);

  private static final Logger LOG = LoggerFactory.getLogger(Observation.class);

  private final Settings.Trace settings;
  private final Metrics metrics = new Metrics();
  private final MessageMeters messages = new MessageMeters(metrics.meters());
  private final Progress progress = new Progress(messages::snapshot);
  private final Tracing tracing;
  private final Spans spans;
  private JmxAccess jmx;
  private ScheduledExecutorService timer;

  /**
   * @param quiet whether nothing is reported to the outside, as in a rehearsal
   * @throws IOException when a file of the settings cannot be read
   */
  public Observation(Settings.Tributary all, boolean quiet) throws IOException {
    this.settings = all.trace();
    this.tracing =
        new Tracing(
            settings.mask() == null ? List.of() : List.of(Pattern.compile(settings.mask())));
    this.spans =
        quiet || all.otlp().endpoint() == null ? null : new Spans(all.otlp(), Info.version());
  }

  @Override
  public List<Metric> metrics() {
    List<Metric> all = new ArrayList<>(METRICS);
    all.addAll(JvmMetrics.METRICS);
    return all;
  }

  @Override
  public void meters(Meters meters) {
    if (spans != null) {
      meters.count(SPANS, spans::sent, "sent");
      meters.count(SPANS, spans::dropped, "dropped");
    }
  }

  /** Where modules make their meters. */
  public Meters meters() {
    return metrics.meters();
  }

  /** All metrics in the text format of Prometheus. */
  public String text() {
    return metrics.text();
  }

  /** Counts messages for all listeners. */
  public MessageMeters messages() {
    return messages;
  }

  /** How things went since the call before, for a terminal. */
  public String line() {
    return progress.line();
  }

  @Override
  public void bind(CamelContext camel) {
    metrics.bind(camel);
    if (settings.enabled()) {
      tracing.bind(camel);
    }
    if (spans != null) {
      spans.bind(camel);
    }
  }

  /**
   * A text that may hold something of a payload, short, on one line, and without what {@code
   * tributary.trace.mask} hides.
   */
  public String masked(String text) {
    return tracing.shown(text);
  }

  /** The same for a text of which all is shown, with its lines. */
  public String maskedWhole(String text) {
    return tracing.masked(text);
  }

  /** What follows messages, or null where that is switched off. */
  public Tracing tracing() {
    return settings.enabled() ? tracing : null;
  }

  /** Has messages followed, if that is configured. */
  public void follow(Intake intake) {
    if (settings.enabled()) {
      intake.observe(tracing.failures());
    }
    if (spans != null && settings.enabled()) {
      intake.follow(both(spans, tracing));
    } else if (spans != null) {
      intake.follow(spans);
    } else if (settings.enabled()) {
      intake.follow(tracing);
    }
  }

  private static MessageTracer both(MessageTracer spans, MessageTracer tracing) {
    return (consumer, arrival) -> {
      MessageTrace span = spans.follow(consumer, arrival);
      MessageTrace trace = tracing.follow(consumer, arrival);
      return trace == MessageTrace.BY_NOBODY ? span : new BothTraces(span, trace);
    };
  }

  /** Records carry the traceparent of the span. */
  private record BothTraces(MessageTrace span, MessageTrace trace) implements MessageTrace {
    @Override
    public void entered(Exchange exchange) {
      span.entered(exchange);
      trace.entered(exchange);
    }

    @Override
    public Sending sending(Exchange exchange) {
      return span.sending(exchange);
    }

    @Override
    public void left(Exchange exchange, Outcome outcome) {
      span.left(exchange, outcome);
      trace.left(exchange, outcome);
    }

    @Override
    public void answered(Outcome outcome) {
      span.answered(outcome);
      trace.answered(outcome);
    }
  }

  /** Opens the way for viewers. A gateway that cannot be traced runs all the same, and logs it. */
  @Override
  public void started() {
    if (!settings.enabled()) {
      return;
    }
    try {
      jmx = JmxAccess.open(tracing, settings.directory(), settings.backlogTracer());
    } catch (IOException e) {
      LOG.warn(
          "trace cannot reach this gateway: tributary.trace.directory \"{}\" must be writable: {}",
          settings.directory(),
          e.toString());
    }
  }

  /** Logs a line a period. */
  public synchronized void summarise(Duration period) {
    Progress since = new Progress(messages::snapshot);
    timer = DaemonThreads.scheduler("summary");
    var unused =
        timer.scheduleAtFixedRate(
            () -> LOG.info("summary {}", since.fields()),
            period.toMillis(),
            period.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  @Override
  public synchronized void close() {
    if (timer != null) {
      timer.shutdownNow();
    }
    if (jmx != null) {
      jmx.close();
    }
    tracing.close();
    if (spans != null) {
      spans.close();
    }
    metrics.close();
  }
}
