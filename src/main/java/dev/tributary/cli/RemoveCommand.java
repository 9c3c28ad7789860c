package dev.tributary.cli;

import dev.tributary.config.Nearest;
import dev.tributary.library.Libraries;
import dev.tributary.library.LibraryFolder;
import dev.tributary.library.Lock;
import dev.tributary.recipe.Installation;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Takes away what add wrote. */
@Command(
    name = "remove",
    description = "Removes what add wrote under a name, unless it was changed since.")
final class RemoveCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private CommonOptions options;

  @Parameters(paramLabel = "NAME", description = "A name that add --list shows as added.")
  private String name;

  @Override
  public Integer call() throws IOException {
    Path lib = Libraries.folder(options.config());
    Lock lock = new LibraryFolder(lib).lock();
    List<String> names = lock.added().stream().map(Lock.Added::name).toList();
    if (!names.contains(name)) {
      throw new IllegalArgumentException(
          "nothing was added under the name \"%s\"%s (added: %s)"
              .formatted(
                  name,
                  Nearest.hint(name, names),
                  names.isEmpty() ? "nothing" : String.join(", ", names)));
    }
    List<String> changed = new Installation(options.config(), options.routes(), lib).remove(name);
    PrintWriter out = spec.commandLine().getOut();
    changed.forEach(place -> out.println("Left, as it was changed since: " + place));
    out.printf("Removed %s.%n", name);
    out.flush();
    return 0;
  }
}
