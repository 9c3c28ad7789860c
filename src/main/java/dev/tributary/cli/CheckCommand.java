package dev.tributary.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tributary.analytics.AnalyticsModule;
import dev.tributary.analytics.rules.StateForecast;
import dev.tributary.check.Check;
import dev.tributary.check.Online;
import dev.tributary.config.Settings;
import dev.tributary.project.Finding;
import dev.tributary.runtime.Gateway;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lints everything that an operator writes. */
@Command(
    name = "check",
    description = {
      "Finds what is wrong with settings, routes and data files, all at once.",
      "Exit code: 0 nothing wrong, 1 problems found, 2 wrong usage."
    })
final class CheckCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private CommonOptions options;

  @Option(
      names = "--online",
      description =
          "Asks the brokers too: reachable, authorised, topics and their settings as declared.")
  private boolean online;

  @Option(names = "--json", description = "Prints the result as JSON.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    String missing = options.missingConfig();
    Check check =
        missing == null
            ? Check.of(
                options.config(),
                System.getenv(),
                options.sets(),
                options.routes(),
                Gateway::passive)
            : Check.failed(missing);
    List<Finding> findings = check.findings();
    if (online && findings.isEmpty()) {
      findings = Online.findings(check.settings(), check.project());
    }
    List<String> state =
        findings.isEmpty() ? StateChanges.of(check.settings(), check.project(), online) : List.of();
    Optional<StateForecast> memory =
        findings.isEmpty() ? AnalyticsModule.forecast(check.project()) : Optional.empty();
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(asJson(check, findings, state, memory));
    } else {
      check.warnings().forEach(warning -> out.println("warning: " + warning));
      findings.forEach(out::println);
      state.forEach(change -> out.println("state: " + change));
      memory.ifPresent(forecast -> out.println(sentence(forecast, check.settings())));
      out.println(summary(findings.size()));
      if (online && !check.findings().isEmpty()) {
        out.println("The brokers were not asked: mend these first.");
      }
    }
    out.flush();
    return findings.isEmpty() ? 0 : 1;
  }

  private static String asJson(
      Check check, List<Finding> findings, List<String> state, Optional<StateForecast> memory)
      throws JsonProcessingException {
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("ok", findings.isEmpty());
    report.put("problems", findings);
    report.put("warnings", check.warnings());
    report.put("state", state);
    memory.ifPresent(
        forecast ->
            report.put(
                "rules",
                Map.of(
                    "every_seconds", forecast.every().toSeconds(),
                    "bytes_for_each_device", forecast.memory())));
    return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(report);
  }

  private static String sentence(StateForecast forecast, Settings settings) {
    long set = settings.tributary().analytics().maxMemory();
    long most = set == 0 ? 512L * 1024 * 1024 : set;
    return ("rules: a device that sends all %d kinds that they name every %d s needs about %d KiB of"
            + " memory after a day; %s is enough for about %d of them")
        .formatted(
            forecast.kinds(),
            forecast.every().toSeconds(),
            forecast.memory() / 1024,
            set == 0
                ? "a heap of 1 GiB, of which rules may have half,"
                : "tributary.analytics.max-memory (%d MiB)".formatted(most / 1024 / 1024),
            most / Math.max(1, forecast.memory()));
  }

  private static String summary(int problems) {
    return switch (problems) {
      case 0 -> "Nothing wrong.";
      case 1 -> "1 problem.";
      default -> problems + " problems.";
    };
  }
}
