package dev.tributary.cli;

import dev.tributary.config.Mode;
import dev.tributary.config.Problems;
import dev.tributary.config.SettingsLoader;
import dev.tributary.text.Printable;
import dev.tributary.text.Secrets;
import java.io.PrintWriter;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The settings as they count. */
@Command(
    name = "config",
    description = {
      "Prints every setting with its value and where that came from: file and line, environment,"
          + " --set, or default. Secrets are hidden."
    })
final class ConfigCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private CommonOptions options;

  @Option(names = "--dev", description = "As dev takes them, whose defaults differ.")
  private boolean dev;

  @Option(names = "--given", description = "Only what is not at its default.")
  private boolean given;

  @Override
  public Integer call() {
    SettingsLoader.Loaded loaded = load();
    Map<String, String> all = new TreeMap<>(loaded.inForce());
    loaded.settings().kafkaClient().forEach((key, value) -> shown(all, "kafka." + key, value));
    loaded.settings().camel().forEach((key, value) -> shown(all, key, value));
    loaded.settings().own().forEach((key, value) -> shown(all, key, value));
    PrintWriter out = spec.commandLine().getOut();
    all.forEach(
        (key, value) -> {
          String where = loaded.origins().get(key);
          if (where != null || !given) {
            out.println(
                Printable.line(
                    "%s=%s  # %s".formatted(key, value, where == null ? "default" : where)));
          }
        });
    out.flush();
    return 0;
  }

  /** As run takes them; where run would not start, as dev does, with the reason. */
  private SettingsLoader.Loaded load() {
    if (dev) {
      return options.load(Mode.DEV);
    }
    try {
      return options.load(Mode.RUN);
    } catch (Problems.Found e) {
      SettingsLoader.Loaded loaded = options.load(Mode.DEV);
      PrintWriter err = spec.commandLine().getErr();
      e.problems().forEach(problem -> err.println("warning: " + Printable.line(problem)));
      err.println("warning: run would not start with these; below is what dev takes");
      err.flush();
      return loaded;
    }
  }

  private static void shown(Map<String, String> all, String key, String value) {
    all.put(key, Secrets.shown(key, value));
  }
}
