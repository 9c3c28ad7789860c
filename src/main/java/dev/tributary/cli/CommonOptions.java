package dev.tributary.cli;

import dev.tributary.config.Mode;
import dev.tributary.config.OperatorFile;
import dev.tributary.config.Problems;
import dev.tributary.config.SettingsLoader;
import dev.tributary.library.Libraries;
import dev.tributary.observe.Logs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options that every command understands. */
@Command(mixinStandardHelpOptions = true, versionProvider = Version.class)
public final class CommonOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      defaultValue = "application.properties",
      description = "The settings (default: ${DEFAULT-VALUE}).")
  private Path config;

  @Option(
      names = "--routes",
      paramLabel = "DIR",
      defaultValue = "routes",
      description = "The folder of routes (default: ${DEFAULT-VALUE}).")
  private Path routes;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Sets one setting; wins over environment and file. Repeatable.")
  private Map<String, String> sets = new LinkedHashMap<>();

  @Option(names = "--debug", description = "Prints stack traces of errors.")
  private boolean debug;

  public Path routes() {
    return routes;
  }

  /**
   * @throws IllegalArgumentException where there is no folder of routes
   */
  void needRoutes() {
    if (!Files.isDirectory(routes)) {
      throw new IllegalArgumentException(
          "the folder of routes must exist but \"%s\" does not (--routes names another; init writes one)"
              .formatted(routes));
    }
  }

  /** What is wrong where a file is asked for that is not there; else null. */
  String missingConfig() {
    return spec.commandLine().getParseResult().hasMatchedOption("--config")
            && !OperatorFile.exists(config)
        ? "the configuration file must exist but \"%s\" does not (--config names another; init writes one)"
            .formatted(config)
        : null;
  }

  public Path config() {
    return config;
  }

  /** What {@code --set} gave. */
  Map<String, String> sets() {
    return Map.copyOf(sets);
  }

  public boolean debug() {
    return debug;
  }

  /** Reads the settings and prints what is odd about them. */
  public SettingsLoader.Loaded load(Mode mode) {
    SettingsLoader.Loaded loaded = load(mode, Map.of());
    loaded.warnings().forEach(warning -> System.err.println("warning: " + warning));
    Libraries.warnings().forEach(warning -> System.err.println("warning: " + warning));
    return loaded;
  }

  /** Reads the settings with some that win over all others. */
  SettingsLoader.Loaded load(Mode mode, Map<String, String> overrides) {
    Map<String, String> all = new LinkedHashMap<>(sets);
    all.putAll(overrides);
    String missing = missingConfig();
    if (missing != null) {
      throw new Problems.Found(List.of(missing));
    }
    SettingsLoader.Loaded loaded = SettingsLoader.load(mode, config, System.getenv(), all);
    Logs.format(loaded.settings().tributary().log().format());
    return loaded;
  }
}
