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
    footer = {"", "Try it: java -jar tributary.jar dev --simulate 20"})
public final class TributaryCommand implements Runnable {
  private static final List<Class<?>> COMMANDS =
      List.of(
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
          UserCommand.class,
          ConfigCommand.class,
          AddCommand.class,
          RemoveCommand.class,
          TrainCommand.class);

  @Spec private CommandSpec spec;

  /** Runs one command line and returns its exit code: 0 done, 1 failed, 2 wrong usage. */
  public static int execute(String... args) {
    CommandLine commandLine = new CommandLine(new TributaryCommand());
    asked(args).forEach(command -> commandLine.addSubcommand(new CommandLine(command)));
    for (Mode mode : Mode.values()) {
      String command = mode.name().toLowerCase(Locale.ROOT);
      if (commandLine.getSubcommands().containsKey(command)) {
        describe(commandLine.getSubcommands().get(command), command, mode);
      }
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

  /**
   * The one that is named, as reading how a command is used takes longer than some of them; or all.
   */
  private static List<Class<?>> asked(String... args) {
    return COMMANDS.stream()
        .filter(command -> args.length > 0)
        .filter(command -> command.getAnnotation(Command.class).name().equals(args[0]))
        .findFirst()
        .<List<Class<?>>>map(List::of)
        .orElse(COMMANDS);
  }

  private static void describe(CommandLine commandLine, String command, Mode mode) {
    commandLine
        .getCommandSpec()
        .usageMessage()
        .footerHeading(
            "%nSettings and the defaults of "
                + command
                + " (docs/configuration.md describes them, config prints what is active):%n")
        .footer(SettingsDocs.help(mode).toArray(String[]::new));
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
    command.getErr().println("see " + command.getCommandSpec().qualifiedName() + " --help");
    return command.getCommandSpec().exitCodeOnInvalidInput();
  }

  private static int explain(Exception failure, CommandLine commandLine, ParseResult parsed) {
    return explain(failure, commandLine, parsed.originalArgs());
  }

  /** Errors are lines, not stack traces, unless --debug asks for those. */
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
