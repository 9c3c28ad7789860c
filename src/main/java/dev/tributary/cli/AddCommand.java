package dev.tributary.cli;

import dev.tributary.config.Nearest;
import dev.tributary.library.Libraries;
import dev.tributary.library.LibraryFolder;
import dev.tributary.library.Lock;
import dev.tributary.recipe.Installation;
import dev.tributary.recipe.Recipe;
import dev.tributary.recipe.Recipes;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Brings jars into lib/, and recipes into the gateway. */
@Command(
    name = "add",
    description = {
      "Adds a recipe, a part of Camel or any jar to this gateway, with all that it needs.",
      "Without a name it gets the jars again that lib/tributary.lock names."
    })
final class AddCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private CommonOptions options;

  @Parameters(
      arity = "0..1",
      paramLabel = "NAME",
      description = "A recipe, camel-<component>, or GROUP:ARTIFACT[:VERSION].")
  private String name;

  @Option(names = "--list", description = "Lists the recipes and what was added.")
  private boolean list;

  @Override
  public Integer call() throws IOException {
    Path lib = Libraries.folder(options.config());
    PrintWriter out = spec.commandLine().getOut();
    if (list) {
      list(new LibraryFolder(lib).lock(), out);
    } else if (name == null) {
      restore(lib, out);
    } else {
      add(new Installation(options.config(), options.routes(), lib), lib, out);
    }
    out.flush();
    return 0;
  }

  private static void list(Lock lock, PrintWriter out) {
    List<Recipe> recipes = Recipes.all();
    for (Recipe recipe : recipes) {
      out.printf(
          "%-16s %s%s%n",
          recipe.name(), recipe.does(), lock.added(recipe.name()).isPresent() ? " (added)" : "");
    }
    lock.added().stream()
        .filter(entry -> recipes.stream().noneMatch(r -> r.name().equals(entry.name())))
        .forEach(
            entry ->
                out.printf("%-16s %s in lib (added)%n", entry.name(), jars(entry.jars().size())));
    out.println("Any other part of Camel: add camel-<component>; any jar: add GROUP:ARTIFACT.");
  }

  private static void restore(Path lib, PrintWriter out) throws IOException {
    List<String> files = new LibraryFolder(lib).restore();
    files.forEach(file -> out.println("Got " + lib.resolve(file)));
    if (files.isEmpty()) {
      out.println(
          "Every jar that lib/tributary.lock names is there. (add --list shows what can be added)");
    }
  }

  private void add(Installation installation, Path lib, PrintWriter out) throws IOException {
    Optional<Recipe> recipe = Recipes.named(name);
    Installation.Result result;
    if (recipe.isPresent()) {
      options.needRoutes();
      result = installation.add(recipe.get());
    } else if (name.startsWith("camel-") || name.contains(":")) {
      result = installation.add(name);
    } else {
      throw new IllegalArgumentException(
          "there is no recipe \"%s\"%s (add --list shows all; a part of Camel is camel-%s, a jar GROUP:ARTIFACT)"
              .formatted(
                  name,
                  Nearest.hint(name, Recipes.all().stream().map(Recipe::name).toList()),
                  name));
    }
    if (result.isEmpty()) {
      out.printf("%s is there already.%n", name);
      return;
    }
    result.files().forEach(file -> out.println("Wrote " + file));
    if (!result.settings().isEmpty()) {
      out.printf("Wrote the settings %s.*, as comments, to %s%n", name, options.config());
    }
    if (!result.jars().isEmpty()) {
      out.printf(
          "Put %s into %s: %s%n", jars(result.jars().size()), lib, String.join(" ", result.jars()));
      out.println("A gateway that is running takes them up when it is restarted.");
    }
    if (recipe.isPresent()) {
      out.printf(
          "Next:%n  java -jar tributary.jar check%n  java -jar tributary.jar test%n"
              + "  java -jar tributary.jar dev --simulate 20%n");
    }
  }

  private static String jars(int count) {
    return count == 1 ? "1 jar" : count + " jars";
  }
}
