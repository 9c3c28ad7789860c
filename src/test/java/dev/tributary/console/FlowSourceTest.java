package dev.tributary.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.console.page.ConsoleFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What of an operator's files the console shows. */
class FlowSourceTest {
  @TempDir private Path folder;

  @Test
  void secretsAreHidden() throws IOException {
    Files.writeString(
        folder.resolve("a.camel.yaml"),
        """
        - to:
            uri: http://ada:horse@example.org/x?password=horse&q=1
            parameters: { authPassword: horse, a: b }
            password: horse
            token: "{{site.token}}"
        """);
    String shown = new FlowSource(folder).around("a.camel.yaml", "3").toString();
    assertThat(shown).contains("example.org", "{{site.token}}", "q=1").doesNotContain("horse");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../a.camel.yaml",
        "/etc/passwd",
        "x/../../a.camel.yaml",
        "users",
        "",
        "no.camel.yaml"
      })
  void nothingElseIsShown(String name) throws IOException {
    Path routes = Files.createDirectory(folder.resolve("routes"));
    Files.writeString(folder.resolve("a.camel.yaml"), "- route: {}");
    Files.writeString(routes.resolve("users"), "ada");
    assertThatThrownBy(() -> new FlowSource(routes).around(name, "1"))
        .isInstanceOf(ConsoleFailure.class);
  }
}
