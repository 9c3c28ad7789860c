package dev.tributary.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tributary.analytics.TopicScan;
import dev.tributary.analytics.streams.RuleTopics;
import dev.tributary.config.Settings;
import dev.tributary.text.Printable;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What fires now, read from Kafka. */
@Command(name = "alerts", description = "Lists the alerts that fire now (docs/rules.md).")
final class AlertsCommand implements Callable<Integer> {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Spec private CommandSpec spec;
  @Mixin private CommonOptions options;

  @Override
  public Integer call() throws IOException {
    Settings settings = KafkaSettings.of(options);
    Map<String, byte[]> firing = new TreeMap<>();
    TopicScan.read(
        settings,
        List.of(RuleTopics.named(settings, RuleTopics.ALERT_STATE)),
        null,
        record -> {
          String key = new String(record.key(), StandardCharsets.UTF_8);
          if (record.value() == null) {
            firing.remove(key);
          } else {
            firing.put(key, record.value());
          }
        });
    PrintWriter out = spec.commandLine().getOut();
    for (byte[] value : firing.values()) {
      JsonNode alert = JSON.readTree(value);
      out.println(
          Printable.line(
              "%s  %s  %s  %s  %s"
                  .formatted(
                      alert.path("since").asText(),
                      alert.path("severity").asText(),
                      alert.path("alert").asText(),
                      alert.path("text").asText(),
                      alert.path("id").asText())));
    }
    out.printf("%d firing%n", firing.size());
    out.flush();
    return 0;
  }
}
