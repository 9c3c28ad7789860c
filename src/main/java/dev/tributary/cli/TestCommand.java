package dev.tributary.cli;

import dev.tributary.config.Mode;
import dev.tributary.config.SettingsLoader;
import dev.tributary.observe.Logs;
import dev.tributary.project.Project;
import dev.tributary.rehearse.Case;
import dev.tributary.rehearse.CaseReader;
import dev.tributary.rehearse.CaseRunner;
import dev.tributary.rehearse.Rehearsal;
import dev.tributary.runtime.Gateway;
import dev.tributary.text.Printable;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs the cases of an operator. */
@Command(
    name = "test",
    description = {
      "Runs cases (docs/cases.md) through the routes, on no network and with no broker.",
      "Exit code: 0 all passed, 1 not, 2 wrong usage."
    })
final class TestCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private CommonOptions options;

  @Parameters(
      arity = "0..1",
      paramLabel = "FOLDER",
      description = "The cases, a folder or one file. (default: cases in the folder of routes)")
  private Path folder;

  @Override
  public Integer call() throws Exception {
    options.needRoutes();
    Path asked = folder == null ? options.routes().resolve("cases") : folder;
    if (!Files.exists(asked)) {
      throw new CommandLine.ParameterException(
          spec.commandLine(),
          "the folder of cases must exist but \"%s\" does not".formatted(asked));
    }
    Logs.quiet();
    PrintWriter out = spec.commandLine().getOut();
    Starting.requireLibraries();
    SettingsLoader.Loaded loaded = options.load(Mode.DEV, Rehearsal.settings());
    Project project = Project.read(options.routes());
    CaseReader read =
        CaseReader.of(loaded.settings().tributary(), project).read(asked, asked.toString());
    if (!read.problems().isEmpty()) {
      read.problems().forEach(out::println);
      out.printf("%d problems in the cases; nothing was run.%n", read.problems().size());
      out.flush();
      return 1;
    }
    int failed = run(loaded, project, read.cases(), out);
    out.printf("%d passed, %d failed%n", read.cases().size() - failed, failed);
    out.flush();
    return failed == 0 ? 0 : 1;
  }

  private int run(SettingsLoader.Loaded loaded, Project project, List<Case> cases, PrintWriter out)
      throws Exception {
    List<Case> failed = new ArrayList<>();
    try (Rehearsal rehearsal = new Rehearsal(Gateway::offline, loaded, project)) {
      CaseRunner runner = CaseRunner.of(rehearsal, loaded.settings(), project);
      for (Case one : cases) {
        List<String> differences = runner.run(one);
        if (!differences.isEmpty()) {
          failed.add(one);
          out.printf("FAILED  %s  %s%n", one.where(), one.name());
          differences.forEach(line -> out.println("        " + Printable.line(line)));
        }
      }
    }
    return failed.size();
  }
}
