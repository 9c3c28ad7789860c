package dev.tributary.cli;

import dev.tributary.config.FailureSentence;
import dev.tributary.config.Mode;
import dev.tributary.config.Nearest;
import dev.tributary.config.Problems;
import dev.tributary.config.SettingsDocs;
import dev.tributary.text.Printable;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** What stands behind {@code java -jar tributary.jar}. */
@Command(
    name = "tributary",
    description = "Brings device data (MQTT 5, CoAP, HTTP) into Kafka.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    footer = {"", "Try it: java -jar tributary.jar dev --simulate 20"},
    subcommands = {
      InitCommand.class,
      RunCommand.class,
      CheckCommand.class,
      TestCommand.class,
      ExplainCommand.class,
      DevCommand.class,
      SimulateCommand.class,
      VerifyCommand.class,
      ReplayCommand.class,
      TraceCommand.class,
      UnmappedCommand.class,
      AlertsCommand.class,
      BacktestCommand.class,
      HealthCommand.class,
      ConfigCommand.class,
      AddCommand.class,
      RemoveCommand.class
    })
public final class TributaryCommand implements Runnable {
  @Spec private CommandSpec spec;

  /** Runs one command line and returns its exit code: 0 done, 1 failed, 2 wrong usage. */
  public static int execute(String... args) {
    CommandLine commandLine = new CommandLine(new TributaryCommand());
    for (Mode mode : Mode.values()) {
      String command = mode.name().toLowerCase(Locale.ROOT);
      commandLine
          .getSubcommands()
          .get(command)
          .getCommandSpec()
          .usageMessage()
          .footerHeading(
              "%nSettings and the defaults of "
                  + command
                  + " (docs/configuration.md describes them, config prints what is active):%n")
          .footer(SettingsDocs.help(mode).toArray(String[]::new));
    }
    commandLine
        .setExecutionExceptionHandler(TributaryCommand::explain)
        .setParameterExceptionHandler(TributaryCommand::usage)
        .setCaseInsensitiveEnumValuesAllowed(true);
    try {
      return commandLine.execute(args);
    } catch (Error e) {
      return explain(e, commandLine, List.of(args));
    }
  }

  /** One line for what was typed wrong, and where to read on: the whole usage would bury it. */
  private static int usage(ParameterException failure, String[] args) {
    CommandLine command = failure.getCommandLine();
    String hint = "";
    if (failure instanceof UnmatchedArgumentException unmatched
        && command.getParent() == null
        && !unmatched.getUnmatched().isEmpty()) {
      hint = Nearest.hint(unmatched.getUnmatched().get(0), command.getSubcommands().keySet());
    }
    command.getErr().println("error: " + Printable.line(failure.getMessage() + hint));
    if (hint.isEmpty()) {
      UnmatchedArgumentException.printSuggestions(failure, command.getErr());
    }
    command.getErr().println(command.getCommandSpec().qualifiedName() + " --help says more");
    return command.getCommandSpec().exitCodeOnInvalidInput();
  }

  private static int explain(Exception failure, CommandLine commandLine, ParseResult parsed) {
    return explain(failure, commandLine, parsed.originalArgs());
  }

  /** Errors are lines, not stack traces, unless somebody asks for those. */
  private static int explain(Throwable failure, CommandLine commandLine, List<String> args) {
    if (failure instanceof Problems.Found found) {
      found.problems().forEach(problem -> commandLine.getErr().println("error: " + problem));
    } else if (failure instanceof Error) {
      commandLine.getErr().println("error: " + FailureSentence.of(failure));
    } else {
      String message = failure.getMessage();
      (message == null ? failure.toString() : message)
          .lines()
          .forEach(line -> commandLine.getErr().println("error: " + Printable.line(line)));
    }
    if (args.contains("--debug")) {
      failure.printStackTrace(commandLine.getErr());
    }
    return ExitCode.SOFTWARE;
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
