package dev.tributary.cli;

import dev.tributary.analytics.AnalyticsModule;
import dev.tributary.analytics.Backtest;
import dev.tributary.analytics.rules.AlertRecord;
import dev.tributary.analytics.rules.MeasureRecord;
import dev.tributary.analytics.rules.Rule;
import dev.tributary.analytics.rules.RuleSet;
import dev.tributary.analytics.streams.RuleTopics;
import dev.tributary.config.Nearest;
import dev.tributary.config.Settings;
import dev.tributary.project.Project;
import dev.tributary.text.Printable;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs a rule over what is in Kafka. */
@Command(
    name = "backtest",
    description = {
      "Runs a rule over the events that are in Kafka, and lists what would have come of it.",
      "Nothing is written there."
    })
final class BacktestCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private CommonOptions options;

  @Option(names = "--rule", paramLabel = "NAME", required = true, description = "The rule.")
  private String name;

  @Option(
      names = "--since",
      paramLabel = "DURATION",
      defaultValue = "1d",
      converter = Durations.class,
      description = "From how long ago on (default: ${DEFAULT-VALUE}).")
  private Duration since;

  @Override
  public Integer call() throws Exception {
    options.needRoutes();
    Settings settings = KafkaSettings.of(options);
    Project project = Project.read(options.routes());
    List<String> problems = AnalyticsModule.problems(project);
    if (!problems.isEmpty()) {
      problems.forEach(spec.commandLine().getOut()::println);
      spec.commandLine().getOut().flush();
      return 1;
    }
    RuleSet all = AnalyticsModule.rules(project);
    if (all.rule(name) == null) {
      List<String> names = all.all().stream().map(Rule::name).toList();
      throw new CommandLine.ParameterException(
          spec.commandLine(),
          "--rule must be a rule of %s but is \"%s\"%s"
              .formatted(options.routes(), name, Nearest.hint(name, names)));
    }
    Instant now = Instant.now();
    Backtest backtest =
        Backtest.read(
            settings,
            AnalyticsModule.topics(project).stream()
                .map(topic -> RuleTopics.named(settings, topic))
                .toList(),
            now.minus(since));
    print(backtest, backtest.run(all.only(name), now));
    return 0;
  }

  private void print(Backtest backtest, Backtest.Result result) {
    PrintWriter out = spec.commandLine().getOut();
    result.failures().forEach(line -> out.println(Printable.line(line)));
    long count = 0;
    for (MeasureRecord measure : result.measures()) {
      if (measure.rule().equals(name)) {
        count++;
        out.println(
            Printable.line(
                "%s  %s  %s%s  of %d, revision %d"
                    .formatted(
                        Instant.ofEpochMilli(measure.windowEnd()),
                        measure.device(),
                        measure.value(),
                        measure.unit() == null ? "" : " " + measure.unit(),
                        measure.count(),
                        measure.revision())));
      }
    }
    for (AlertRecord alert : result.alerts()) {
      count++;
      out.println(
          Printable.line(
              "%s  %-8s  %s  %s"
                  .formatted(
                      Instant.ofEpochMilli(alert.time()),
                      alert.state().word(),
                      alert.key(),
                      alert.text())));
    }
    out.printf(
        "%d records of %s from %d events%s%n",
        count,
        name,
        backtest.size(),
        backtest.unreadable() == 0
            ? ""
            : ", %d records are no events".formatted(backtest.unreadable()));
    out.flush();
  }
}
