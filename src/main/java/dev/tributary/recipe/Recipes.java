package dev.tributary.recipe;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The recipes in the jar. */
public final class Recipes {
  private static final String CONTENT = "/dev/tributary/recipes";

  private Recipes() {}

  /** In the order of their names. */
  public static List<Recipe> all() {
    URL content = Recipes.class.getResource(CONTENT);
    if (content == null) {
      return List.of();
    }
    try {
      URI place = content.toURI();
      if (!place.getScheme().equals("jar")) {
        return read(Path.of(place));
      }
      try (FileSystem jar = FileSystems.newFileSystem(place, Map.of())) {
        return read(jar.getPath(CONTENT));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  public static Optional<Recipe> named(String name) {
    return all().stream().filter(recipe -> recipe.name().equals(name)).findFirst();
  }

  private static List<Recipe> read(Path content) throws IOException {
    List<Recipe> recipes = new ArrayList<>();
    try (Stream<Path> folders = Files.list(content)) {
      for (Path folder : folders.sorted().toList()) {
        if (Files.exists(folder.resolve("recipe.yaml"))) {
          recipes.add(Recipe.read(folder));
        }
      }
    }
    return recipes;
  }
}
