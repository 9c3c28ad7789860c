package dev.tributary.recipe;

import dev.tributary.config.OperatorFile;
import dev.tributary.library.Coordinates;
import dev.tributary.library.LibraryFolder;
import dev.tributary.library.Lock;
import dev.tributary.library.Lock.Added;
import dev.tributary.library.Lock.Written;
import dev.tributary.library.WholeFile;
import dev.tributary.text.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What {@code add} and {@code remove} write beside a configuration file, and take away again. */
public final class Installation {
  private static final String CAMEL = "org.apache.camel:";

  private final Path config;
  private final Path routes;
  private final Path libraries;

  /**
   * @param libraries the folder lib/
   */
  public Installation(Path config, Path routes, Path libraries) {
    this.config = config;
    this.routes = routes;
    this.libraries = libraries;
  }

  /** How an addition went. */
  public record Result(List<String> jars, List<String> files, List<String> settings) {
    /** Whether all of it was there before. */
    public boolean isEmpty() {
      return jars.isEmpty() && files.isEmpty() && settings.isEmpty();
    }
  }

  /** {@code camel-sql} and {@code group:artifact} name the same kind of thing. */
  public static Coordinates coordinates(String name) {
    return Coordinates.parse(name.startsWith("camel-") ? CAMEL + name : name);
  }

  /** Adds a jar and all that it needs. */
  public Result add(String name) throws IOException {
    LibraryFolder folder = new LibraryFolder(libraries);
    Coordinates wanted = coordinates(name);
    LibraryFolder.Change change =
        folder.prepare(
            name.startsWith("camel-") ? wanted.artifact() : wanted.key(), List.of(wanted));
    List<String> before = files(folder.lock());
    change.make();
    List<String> more = new ArrayList<>(files(change.lock()));
    more.removeAll(before);
    return new Result(more, List.of(), List.of());
  }

  private static List<String> files(Lock lock) {
    return lock.jars().stream().map(Lock.Jar::file).toList();
  }

  /**
   * Adds a recipe.
   *
   * @throws IllegalArgumentException where a file is in its way
   */
  public Result add(Recipe recipe) throws IOException {
    LibraryFolder folder = new LibraryFolder(libraries);
    List<Written> known = folder.lock().added(recipe.name()).map(Added::files).orElse(List.of());
    for (Map.Entry<String, String> file : recipe.files().entrySet()) {
      requireFree(routes.resolve(file.getKey()), file.getValue(), known);
    }
    LibraryFolder.Change change =
        folder.prepare(
            recipe.name(), recipe.jars().stream().map(Installation::coordinates).toList());
    List<Written> written = new ArrayList<>();
    List<String> more = new ArrayList<>();
    for (Map.Entry<String, String> file : recipe.files().entrySet()) {
      Path target = routes.resolve(file.getKey());
      if (!Files.exists(target)) {
        change.file(target, file.getValue());
        more.add(target.toString());
      }
      written.add(new Written(file.getKey(), Sha256.of(file.getValue())));
    }
    List<String> lines = recipe.lines();
    String text = settings();
    List<String> missing =
        lines.stream().filter(line -> text.lines().noneMatch(line::equals)).toList();
    boolean settled = hasSettings(text, recipe);
    if (!settled) {
      change.file(config.toAbsolutePath(), appended(text, recipe, lines));
    }
    Added entry = change.lock().added(recipe.name()).orElseThrow();
    change.lock(
        change
            .lock()
            .with(
                new Added(
                    recipe.name(), entry.jars(), written, settled ? known(folder, recipe) : lines),
                List.of()));
    List<String> jars = new ArrayList<>(files(change.lock()));
    jars.removeAll(files(folder.lock()));
    change.make();
    return new Result(jars, more, settled ? List.of() : missing);
  }

  private static List<String> known(LibraryFolder folder, Recipe recipe) {
    return folder.lock().added(recipe.name()).map(Added::settings).orElse(List.of());
  }

  private void requireFree(Path target, String text, List<Written> known) throws IOException {
    if (Files.exists(target)
        && !LibraryFolder.sha256(target).equals(Sha256.of(text))
        && known.stream().noneMatch(file -> routes.resolve(file.path()).equals(target))) {
      throw new IllegalArgumentException(
          "%s is there already and is not what add would write: rename or delete it first"
              .formatted(target));
    }
  }

  private String settings() throws IOException {
    return OperatorFile.exists(config) ? OperatorFile.text(config, OperatorFile.DATA) : "";
  }

  private static boolean hasSettings(String text, Recipe recipe) {
    String begins = "#?\\s*" + Pattern.quote(recipe.name() + ".") + ".*";
    return recipe.settings().isEmpty() || text.lines().anyMatch(line -> line.matches(begins));
  }

  private static String appended(String text, Recipe recipe, List<String> lines) {
    String before = text.isEmpty() || text.endsWith("\n") ? text : text + "\n";
    return before + "\n" + heading(recipe.name()) + "\n" + String.join("\n", lines) + "\n";
  }

  private static String heading(String name) {
    return "# --- %s (added) ---".formatted(name);
  }

  /**
   * Removes what {@code add} wrote, unless it was changed since.
   *
   * @return what stays because it was changed
   */
  public List<String> remove(String name) throws IOException {
    LibraryFolder folder = new LibraryFolder(libraries);
    Added entry = folder.lock().added(name).orElseThrow();
    List<String> changed = new ArrayList<>();
    for (Written file : entry.files()) {
      Path path = routes.resolve(file.path());
      if (Files.exists(path) && LibraryFolder.sha256(path).equals(file.sha256())) {
        Files.delete(path);
      } else if (Files.exists(path)) {
        changed.add(path.toString());
      }
    }
    if (!entry.settings().isEmpty()) {
      changed.addAll(removeSettings(entry));
    }
    changed.addAll(folder.remove(name));
    return changed;
  }

  private List<String> removeSettings(Added entry) throws IOException {
    List<String> kept = new ArrayList<>(List.of(settings().split("\n", -1)));
    int heading = at(kept, heading(entry.name()));
    if (heading > 0 && kept.get(heading - 1).isBlank()) {
      kept.remove(heading - 1);
    }
    Stream.concat(Stream.of(heading(entry.name())), entry.settings().stream())
        .mapToInt(line -> at(kept, line))
        .filter(index -> index >= 0)
        .forEach(kept::remove);
    WholeFile.prepare(config, String.join("\n", kept)).move();
    return kept.stream()
        .filter(line -> line.startsWith(entry.name() + "."))
        .map(line -> config + ": " + line.replaceFirst("=.*", ""))
        .toList();
  }

  /** Where a line stands, whatever ends it; -1 if nowhere. */
  private static int at(List<String> lines, String line) {
    return lines.stream().map(String::stripTrailing).toList().indexOf(line);
  }
}
