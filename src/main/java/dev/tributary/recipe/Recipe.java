package dev.tributary.recipe;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A route with all that belongs to it, ready to be added to a gateway.
 *
 * @param does a sentence for a list
 * @param jars what it needs, as {@code add} understands it
 * @param settings the keys behind the name of the recipe
 * @param files what is written below the folder of routes, by path
 */
public record Recipe(
    String name,
    String does,
    List<String> jars,
    List<Setting> settings,
    Map<String, String> files) {
  private static final String ROUTES = "routes";
  private static final YAMLMapper YAML = new YAMLMapper();

  /** One line of application.properties, with what it is for. */
  public record Setting(String key, String value, String is) {}

  private record Description(String does, List<String> jars, List<Setting> settings) {}

  /** Reads the folder of a recipe. */
  static Recipe read(Path folder) throws IOException {
    Description read =
        YAML.readValue(Files.readString(folder.resolve("recipe.yaml")), Description.class);
    Path routes = folder.resolve(ROUTES);
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> found = Files.walk(routes)) {
      for (Path file : found.filter(Files::isRegularFile).toList()) {
        files.put(routes.relativize(file).toString(), Files.readString(file));
      }
    }
    return new Recipe(
        folder.getFileName().toString().replace("/", ""),
        read.does,
        read.jars == null ? List.of() : read.jars,
        read.settings == null ? List.of() : read.settings,
        files);
  }

  /**
   * Writes its files below this folder, without its settings and jars.
   *
   * @return all that was made, what is inside last
   */
  public List<Path> writeTo(Path folder) throws IOException {
    List<Path> made = new ArrayList<>();
    for (Map.Entry<String, String> file : files.entrySet()) {
      Path target = folder.resolve(file.getKey());
      Files.createDirectories(target.getParent());
      Files.writeString(target, file.getValue());
    }
    try (Stream<Path> all = Files.walk(folder)) {
      all.forEach(made::add);
    }
    return made;
  }

  /** What is appended to application.properties: comments only, so that nothing changes by it. */
  List<String> lines() {
    return settings.stream()
        .flatMap(
            setting ->
                Stream.of(
                    "# " + setting.is(),
                    "#%s.%s=%s".formatted(name, setting.key(), setting.value())))
        .toList();
  }
}
