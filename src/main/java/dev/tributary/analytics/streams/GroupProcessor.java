package dev.tributary.analytics.streams;

import dev.tributary.analytics.rules.Part;
import dev.tributary.analytics.rules.RuleEngine;
import dev.tributary.analytics.rules.RuleSet;
import dev.tributary.analytics.rules.Stage;
import dev.tributary.analytics.rules.TaskClocks;
import java.time.Duration;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Merges what the partitions of devices know of groups, and runs the rules over that. */
final class GroupProcessor implements Processor<byte[], byte[], byte[], Result> {
  private static final Duration LOOK = Duration.ofMillis(500);

  private final RuleStreams streams;
  private ResultRecords results;
  private RuleStore store;
  private RuleEngine engine;
  private TaskClocks clocks;
  private RuleSet rules;

  GroupProcessor(RuleStreams streams) {
    this.streams = streams;
  }

  @Override
  public void init(ProcessorContext<byte[], Result> context) {
    // also when Streams takes up the same object again, after it gave up a transaction
    rules = null;
    results = new ResultRecords(context, streams);
    store = context.getStateStore(RuleStreams.GROUPS_STORE);
    engine =
        new RuleEngine(Stage.GROUPS, store, results, streams.tally(), key -> true, () -> false);
    clocks = new TaskClocks(store, engine);
    context.schedule(LOOK, PunctuationType.WALL_CLOCK_TIME, this::look);
    streams.watch().add(this);
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    results.processing(record.timestamp(), null);
    RuleProcessor.guarded(
        () -> {
          takeUpRules();
          Object parsed = Part.parse(record.value());
          if (parsed instanceof Part part) {
            engine.accept(part);
          } else if (parsed instanceof Part.Clock clock) {
            clocks.tick(clock);
          }
        });
  }

  private void look(long wall) {
    results.processing(wall, null);
    RuleProcessor.guarded(this::takeUpRules);
    streams
        .watch()
        .put(
            this,
            new RuleWatch.Partition(
                Stage.GROUPS,
                engine.windows(),
                engine.firing(),
                engine.now(),
                engine.switchedOff(),
                store.size()));
  }

  private void takeUpRules() {
    RuleSet now = streams.rules();
    if (now != rules) {
      rules = now;
      engine.rules(now);
    }
  }

  @Override
  public void close() {
    streams.watch().remove(this);
  }
}
