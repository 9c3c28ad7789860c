package dev.tributary.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The recipes in the jar keep to one shape. */
class RecipesTest {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([\\w.-]+):(.*?)}}");

  private static final Pattern ROUTE_ID = Pattern.compile("id: (\\S+)");

  static Stream<Recipe> all() {
    return Recipes.all().stream();
  }

  @ParameterizedTest
  @MethodSource("all")
  void everySettingIsReadByTheRouteWithTheSameDefault(Recipe recipe) {
    Map<String, String> read =
        recipe.files().values().stream()
            .flatMap(text -> PLACEHOLDER.matcher(text).results())
            .collect(
                Collectors.toMap(
                    found -> found.group(1), found -> found.group(2), (one, other) -> one));
    Map<String, String> written =
        recipe.settings().stream()
            .collect(
                Collectors.toMap(
                    setting -> recipe.name() + "." + setting.key(), Recipe.Setting::value));
    assertThat(read).isEqualTo(written);
  }

  @ParameterizedTest
  @MethodSource("all")
  void whatItWritesBearsItsName(Recipe recipe) {
    assertThat(recipe.does()).endsWith(".");
    assertThat(recipe.files()).isNotEmpty();
    assertThat(recipe.files().keySet())
        .allSatisfy(path -> assertThat(path).contains(recipe.name()));
    recipe.files().entrySet().stream()
        .filter(file -> file.getKey().endsWith(".camel.yaml"))
        .flatMap(file -> ROUTE_ID.matcher(file.getValue()).results())
        .forEach(id -> assertThat(id.group(1)).startsWith(recipe.name()));
  }

  @ParameterizedTest
  @MethodSource("all")
  void versionsAreThoseOfTheGatewayOrGiven(Recipe recipe) {
    assertThat(recipe.jars())
        .allSatisfy(
            jar ->
                assertThat(
                        jar.startsWith("camel-")
                            || !Installation.coordinates(jar).version().isEmpty())
                    .isTrue());
  }
}
