package dev.tributary.check;

import dev.tributary.config.Settings;
import dev.tributary.config.YamlSource;
import dev.tributary.ingest.Limits;
import dev.tributary.kafka.TopicPlan;
import dev.tributary.normalize.Normalization;
import dev.tributary.project.Finding;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What is wrong with the files beside the routes, as those who read them say it. */
final class DataFiles {
  private DataFiles() {}

  private interface Reading {
    void read(Path file) throws IOException;
  }

  static List<Finding> findings(Settings.Tributary settings, Path routes) {
    List<Finding> findings = new ArrayList<>();
    Normalization.check(routes)
        .forEach(problem -> findings.add(Finding.of(folder(routes) + "/" + problem)));
    read(
        routes.resolve("topics.yaml"),
        file -> TopicPlan.read(file, settings.kafka().topicPrefix()),
        findings);
    read(routes.resolve("limits.yaml"), Limits::read, findings);
    return findings;
  }

  private static String folder(Path routes) {
    return String.valueOf(routes.getFileName());
  }

  private static void read(Path file, Reading reading, List<Finding> findings) {
    try {
      reading.read(file);
    } catch (IOException e) {
      findings.add(new Finding(YamlSource.name(file), 0, "cannot be read: " + e.getMessage()));
    } catch (IllegalArgumentException e) {
      e.getMessage().lines().map(Finding::of).forEach(findings::add);
    }
  }
}
