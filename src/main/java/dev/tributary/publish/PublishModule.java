package dev.tributary.publish;

import dev.tributary.config.Settings;
import dev.tributary.contract.Event;
import dev.tributary.failure.DeadLetterRecords;
import dev.tributary.kafka.Topics;
import dev.tributary.module.Module;
import org.apache.camel.CamelContext;

/** The stage publish: makes Kafka records of a message's events. */
public final class PublishModule implements Module {
  private final Settings.Tributary settings;
  private final Topics topics;

  public PublishModule(Settings.Tributary settings, Topics topics) {
    this.settings = settings;
    this.topics = topics;
  }

  @Override
  public void bind(CamelContext camel) {
    EventRecords events =
        new EventRecords(
            camel,
            topics,
            settings.kafka().timestamp().equals("time") ? Event::time : Event::received,
            settings.kafka().partitionBy().equals("region"),
            settings.state().enabled());
    camel
        .getRegistry()
        .bind(
            "records",
            new RecordsStep(
                events,
                new DeadLetterRecords(topics),
                settings.deadLetter().topic(),
                settings.raw().enabled()));
  }
}
