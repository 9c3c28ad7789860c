package dev.tributary.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A panel or an alert whose metric does not exist shows nothing and says nothing. */
class DashboardTest {
  private static final Path DASHBOARD = Path.of("deploy/grafana/dashboards/tributary.json");
  private static final Path ALERTS = Path.of("deploy/prometheus/alerts.yaml");
  private static final Pattern SERIES = Pattern.compile("\\b(?:tributary|jvm|process)_[a-z_]+");
  private static final Pattern TAGS =
      Pattern.compile("(tributary_[a-z_]+)\\{([a-z]+)=|by \\(([a-z, ]+)\\) ?\\(");

  @Test
  void usesOnlySeriesThatExist() throws IOException {
    Set<String> series =
        OfflineMetrics.all().stream()
            .flatMap(metric -> metric.series().stream())
            .collect(Collectors.toSet());

    for (String expression : expressions()) {
      List<String> used = SERIES.matcher(expression).results().map(r -> r.group()).toList();
      assertThat(used).as(expression).isNotEmpty();
      assertThat(series).as(expression).containsAll(used);
    }
  }

  @Test
  void groupsOnlyByTagsThatExist() throws IOException {
    Set<String> tags =
        OfflineMetrics.all().stream()
            .flatMap(metric -> metric.tags().stream())
            .collect(Collectors.toSet());
    tags.addAll(List.of("le", "instance")); // the histogram's own, and Prometheus'

    for (String expression : expressions()) {
      Matcher matcher = TAGS.matcher(expression);
      while (matcher.find()) {
        String named = matcher.group(2) == null ? matcher.group(3) : matcher.group(2);
        assertThat(tags).as(expression).containsAll(List.of(named.split(", ?")));
      }
    }
  }

  @Test
  void everyAlertIsTestedAndDocumented() throws IOException {
    String tests = Files.readString(Path.of("deploy/prometheus/alerts.test.yaml"));
    String page = Files.readString(Path.of("docs/metrics.md"));

    for (JsonNode rule : rules()) {
      String name = rule.path("alert").asText();
      assertThat(tests).contains("alertname: " + name);
      assertThat(page).contains("| `" + name + "` |");
      assertThat(rule.at("/labels/severity").asText()).as(name).isNotEmpty();
    }
  }

  private static List<JsonNode> rules() throws IOException {
    List<JsonNode> rules = new ArrayList<>();
    new YAMLMapper()
        .readTree(ALERTS.toFile())
        .path("groups")
        .forEach(group -> group.path("rules").forEach(rules::add));
    assertThat(rules).hasSizeGreaterThan(10);
    return rules;
  }

  private static List<String> expressions() throws IOException {
    JsonNode dashboard = new ObjectMapper().readTree(DASHBOARD.toFile());
    List<String> expressions = new ArrayList<>();
    dashboard.path("panels").forEach(panel -> addExpressions(panel, expressions));
    assertThat(expressions).hasSizeGreaterThan(15);
    rules().stream()
        .map(rule -> rule.path("expr").asText())
        .filter(expression -> !expression.startsWith("up{"))
        .forEach(expressions::add);
    return expressions;
  }

  private static void addExpressions(JsonNode panel, List<String> expressions) {
    panel.path("targets").forEach(target -> expressions.add(target.path("expr").asText()));
  }
}
