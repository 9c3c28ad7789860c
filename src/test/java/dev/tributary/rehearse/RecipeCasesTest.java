package dev.tributary.rehearse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.recipe.Recipe;
import dev.tributary.recipe.Recipes;
import dev.tributary.reload.PipelineFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The cases of the recipes that need no jars; src/test/interop runs the others. */
class RecipeCasesTest {
  @TempDir private Path folder;

  @TestFactory
  List<DynamicTest> pass() throws Exception {
    PipelineFolder routes = PipelineFolder.copy(folder.resolve("routes"));
    List<Recipe> recipes =
        Recipes.all().stream().filter(recipe -> recipe.jars().isEmpty()).toList();
    for (Recipe recipe : recipes) {
      for (Map.Entry<String, String> file : recipe.files().entrySet()) {
        Files.createDirectories(routes.path().resolve(file.getKey()).getParent());
        routes.save(file.getKey(), file.getValue());
      }
    }
    return recipes.stream()
        .map(recipe -> DynamicTest.dynamicTest(recipe.name(), () -> pass(recipe, routes.path())))
        .toList();
  }

  private static void pass(Recipe recipe, Path routes) throws Exception {
    try (Rehearsed rehearsed = new Rehearsed(routes, Map.of())) {
      CaseReader read =
          rehearsed
              .reader()
              .read(routes.resolve("cases/" + recipe.name() + ".yaml"), recipe.name());
      assertThat(read.problems()).isEmpty();
      assertThat(read.cases()).isNotEmpty();
      for (Case one : read.cases()) {
        assertThat(rehearsed.run(one)).as(one.name()).isEmpty();
      }
    }
  }
}
