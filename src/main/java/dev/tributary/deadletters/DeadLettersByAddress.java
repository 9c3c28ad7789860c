package dev.tributary.deadletters;

import dev.tributary.config.Settings;
import dev.tributary.contract.AddressTemplates;
import dev.tributary.contract.Arrival;
import dev.tributary.contract.MessageObserver;
import dev.tributary.contract.Outcome;
import dev.tributary.contract.Reason;
import dev.tributary.module.Meters;
import dev.tributary.module.Metric;
import dev.tributary.module.Module;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/** Counts dead letters by the template of the address that they were sent to. */
public final class DeadLettersByAddress implements Module, MessageObserver {
  static final Metric DEAD_LETTERS =
      Metric.counter(
          "tributary.dead.letters",
          null,
          "Messages that went to the dead-letter topic instead of being published, by the address template"
              + " that they matched; past 100 templates the rest counts as `(more)`. A message of which a"
              + " part was published is not among them.",
          "address");

  private static final int MAX_TEMPLATES = 100;
  private static final int SHOWN = 2;
  private static final String MORE = "(more)";

  private final AddressTemplates templates;
  private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();
  private final List<String> counted;

  public DeadLettersByAddress(Settings.Tributary settings) {
    this.templates = AddressTemplates.parse(settings.addresses());
    this.counted = templates.texts().stream().limit(MAX_TEMPLATES).toList();
    counted.forEach(template -> counts.put(template, new LongAdder()));
    counts.put(MORE, new LongAdder());
  }

  @Override
  public List<Metric> metrics() {
    return List.of(DEAD_LETTERS);
  }

  @Override
  public void meters(Meters meters) {
    counted.forEach(template -> meters.count(DEAD_LETTERS, counts.get(template)::sum, template));
    meters.count(DEAD_LETTERS, counts.get(MORE)::sum, MORE);
  }

  @Override
  public MessageObserver observer() {
    return this;
  }

  @Override
  public void settled(Arrival arrival, Outcome outcome, long nanosSinceArrival) {
    if (outcome.settled() && outcome.reason() != null && outcome.reason() != Reason.THROTTLED) {
      String template = templates.templateOf(arrival.address().text()).orElse(MORE);
      counts.getOrDefault(template, counts.get(MORE)).increment();
    }
  }

  /** {@code dead letters: devices/{device}/telemetry 12}, the most frequent first. */
  @Override
  public String status() {
    String most =
        counts.entrySet().stream()
            .filter(entry -> entry.getValue().sum() > 0)
            .sorted(Comparator.comparing(entry -> -entry.getValue().sum()))
            .limit(SHOWN)
            .map(entry -> entry.getKey() + " " + entry.getValue().sum())
            .collect(Collectors.joining(", "));
    return most.isEmpty() ? "" : "dead letters: " + most;
  }
}
