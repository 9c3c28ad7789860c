package dev.tributary.runtime;

import dev.tributary.analytics.AnalyticsModule;
import dev.tributary.config.Settings;
import dev.tributary.deadletters.DeadLettersByAddress;
import dev.tributary.engine.Kamelets;
import dev.tributary.engine.OwnRoutes;
import dev.tributary.failure.FailureModule;
import dev.tributary.ingest.IngestModule;
import dev.tributary.ingest.MessageMeters;
import dev.tributary.kafka.KafkaModule;
import dev.tributary.kafka.out.OutModule;
import dev.tributary.lag.LagModule;
import dev.tributary.module.Meters;
import dev.tributary.module.Module;
import dev.tributary.normalize.Normalization;
import dev.tributary.publish.PublishModule;
import dev.tributary.route.RouteModule;
import java.util.List;
import java.util.Objects;

/** What a gateway can do, with any listeners: the one list to which a new capability is added. */
record Capabilities(
    KafkaModule kafka, IngestModule ingest, AnalyticsModule analytics, List<Module> all) {
  /** Those of a gateway, in the order in which they are bound and started. */
  static Capabilities of(Settings all, KafkaModule kafka, Meters meters, MessageMeters messages) {
    Settings.Tributary settings = all.tributary();
    FailureModule failure = new FailureModule(settings.deadLetter(), kafka.topics());
    IngestModule ingest =
        new IngestModule(settings, kafka.client(), failure.deadLetters(kafka::send));
    ingest.intake().observe(messages);
    AnalyticsModule analytics = new AnalyticsModule(all, kafka, ingest.intake()::settledUntil);
    List<Module> modules =
        List.of(
            ingest,
            kafka,
            new Normalization(settings.normalize(), meters, kafka::expect),
            new RouteModule(kafka.topics()),
            new PublishModule(settings, kafka.topics()),
            failure,
            new DeadLettersByAddress(settings),
            analytics,
            new OutModule(all, kafka),
            new LagModule(all, kafka),
            new Kamelets(all.camel()),
            new OwnRoutes());
    modules.stream()
        .map(Module::observer)
        .filter(Objects::nonNull)
        .forEach(ingest.intake()::observe);
    return new Capabilities(kafka, ingest, analytics, modules);
  }
}
