package dev.tributary.failure;

import dev.tributary.config.Settings;
import dev.tributary.contract.DeadLetterSink;
import dev.tributary.kafka.RecordSender;
import dev.tributary.kafka.Topics;
import dev.tributary.module.Meters;
import dev.tributary.module.Metric;
import dev.tributary.module.Module;
import io.github.bucket4j.Bucket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import org.apache.camel.CamelContext;
import org.apache.camel.Processor;

/** The stage on-failure: decides what a failure means, and dead-letters what was acknowledged. */
public final class FailureModule implements Module {
  static final Metric DEAD_LETTERS_REFUSED =
      Metric.counter(
          "tributary.dead.letters.over.budget",
          null,
          "Dead letters that were not written because `tributary.dead-letter.rate` was used up;"
              + " their senders (HTTP, CoAP) were refused.");
  static final List<Metric> METRICS = List.of(DEAD_LETTERS_REFUSED);

  private final DeadLetterRecords records;
  private final FailureSteps steps;
  private final BooleanSupplier budget;
  private final LongAdder overBudget = new LongAdder();

  public FailureModule(Settings.DeadLetter settings, Topics topics) {
    this.records = new DeadLetterRecords(topics);
    this.budget = budget(settings.rate());
    this.steps = new FailureSteps(records, settings.topic(), this::isWithinBudget);
  }

  /** Where messages go that the routes neither stored nor rejected. */
  public DeadLetterSink deadLetters(RecordSender kafka) {
    return new DeadLetterWriter(steps, records, kafka);
  }

  @Override
  public List<Metric> metrics() {
    return METRICS;
  }

  @Override
  public void meters(Meters meters) {
    meters.count(DEAD_LETTERS_REFUSED, overBudget::sum);
  }

  @Override
  public void bind(CamelContext camel) {
    step(camel, "judge", steps::judge);
    step(camel, "dead-letter", steps::record);
    step(camel, "cut", steps::cut);
    step(camel, "kept", steps::kept);
    step(camel, "not-kept", steps::notKept);
  }

  private boolean isWithinBudget() {
    boolean granted = budget.getAsBoolean();
    if (!granted) {
      overBudget.increment();
    }
    return granted;
  }

  private static BooleanSupplier budget(int rate) {
    if (rate <= 0) {
      return () -> false;
    }
    Bucket bucket =
        Bucket.builder()
            .addLimit(limit -> limit.capacity(rate).refillGreedy(rate, Duration.ofSeconds(1)))
            .build();
    return () -> bucket.tryConsume(1);
  }

  private static void step(CamelContext camel, String name, Processor processor) {
    camel.getRegistry().bind(name, processor);
  }
}
