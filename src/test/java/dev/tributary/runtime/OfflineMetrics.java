package dev.tributary.runtime;

import dev.tributary.config.Mode;
import dev.tributary.config.SettingsLoader;
import dev.tributary.kafka.RecordingProducer;
import dev.tributary.module.Metric;
import dev.tributary.project.Project;
import dev.tributary.rehearse.Rehearsal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What a gateway defines and shows, without starting it. */
final class OfflineMetrics {
  private OfflineMetrics() {}

  static Gateway gateway() throws IOException {
    SettingsLoader.Loaded loaded =
        SettingsLoader.load(Mode.DEV, Path.of("none"), Map.of(), Rehearsal.settings());
    Project project = Project.read(Path.of("routes"));
    return Gateway.offline(loaded, project, new RecordingProducer(project, "iot"), camel -> {});
  }

  static List<Metric> all() throws IOException {
    try (Gateway gateway = gateway()) {
      return gateway.metrics();
    }
  }
}
