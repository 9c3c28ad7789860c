package dev.tributary.runtime;

import dev.tributary.config.Settings;
import dev.tributary.engine.Kamelets;
import dev.tributary.engine.OwnRoutes;
import dev.tributary.failure.FailureModule;
import dev.tributary.ingest.IngestModule;
import dev.tributary.ingest.MessageMeters;
import dev.tributary.kafka.KafkaModule;
import dev.tributary.module.Meters;
import dev.tributary.module.Module;
import dev.tributary.normalize.Normalization;
import dev.tributary.publish.PublishModule;
import dev.tributary.route.RouteModule;
import java.util.List;

/** What a gateway can do, whoever listens: the one list to which a new capability is added. */
record Capabilities(KafkaModule kafka, IngestModule ingest, List<Module> all) {
  /** Those of a gateway, in the order in which they are bound and started. */
  static Capabilities of(Settings all, KafkaModule kafka, Meters meters, MessageMeters messages) {
    Settings.Tributary settings = all.tributary();
    IngestModule ingest = new IngestModule(settings, kafka.client(), messages);
    FailureModule failure = new FailureModule(settings.deadLetter(), kafka.topics());
    ingest.intake().deadLetters(failure.deadLetters(kafka::send));
    List<Module> modules =
        List.of(
            ingest,
            kafka,
            new Normalization(settings.normalize(), meters, kafka::expect),
            new RouteModule(kafka.topics()),
            new PublishModule(settings, kafka.topics()),
            failure,
            new Kamelets(all.camel()),
            new OwnRoutes());
    return new Capabilities(kafka, ingest, modules);
  }
}
