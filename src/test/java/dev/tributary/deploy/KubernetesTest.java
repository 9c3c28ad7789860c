package dev.tributary.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.config.Amounts;
import dev.tributary.config.Definition;
import dev.tributary.config.Mode;
import dev.tributary.config.SettingsLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * deploy/kubernetes against the schemas of Kubernetes, and against what the gateway itself says.
 */
class KubernetesTest {
  private static final Path DEPLOY = Path.of("deploy/kubernetes");

  @TempDir private Path folder;

  @Test
  void everyObjectIsOneThatKubernetesTakes() throws IOException {
    List<String> kinds = new ArrayList<>();
    for (Path file : Manifests.under(DEPLOY)) {
      for (JsonNode object : Manifests.read(file)) {
        assertThat(Manifests.problems(object)).as(file.toString()).isEmpty();
        kinds.add(object.path("kind").asText());
      }
    }
    assertThat(kinds)
        .contains("StatefulSet", "Service", "PodDisruptionBudget", "NetworkPolicy")
        .contains("ServiceMonitor");
  }

  @Test
  void aMistypedFieldIsOneThatItDoesNotTake() throws IOException {
    String probes = Files.readString(DEPLOY.resolve("gateway.yaml"));

    assertThat(Manifests.problems(Manifests.parse(probes.replace("periodSeconds", "period"))))
        .isNotEmpty();
    assertThat(Manifests.problems(Manifests.parse(probes.replace("replicas: 1", "replicas: one"))))
        .isNotEmpty();
  }

  @Test
  void everyFileIsNamedByItsKustomization() throws IOException {
    try (Stream<Path> files = Files.walk(DEPLOY)) {
      for (Path list : files.filter(f -> f.endsWith("kustomization.yaml")).toList()) {
        JsonNode kustomization = Manifests.parse(Files.readString(list));
        List<Path> named = new ArrayList<>();
        kustomization.path("resources").forEach(r -> named.add(Path.of(r.asText())));
        kustomization.at("/configMapGenerator/0/envs").forEach(e -> named.add(Path.of(e.asText())));
        try (Stream<Path> beside = Files.list(list.getParent())) {
          assertThat(
                  beside
                      .filter(Files::isRegularFile)
                      .map(Path::getFileName)
                      .filter(f -> !f.toString().matches("kustomization\\.yaml|.*\\.sh")))
              .as(list.toString())
              .containsExactlyInAnyOrderElementsOf(named);
        }
      }
    }
  }

  @Test
  void theSettingsAreOnesThatRunStartsWith() throws IOException {
    SettingsLoader.Loaded loaded =
        SettingsLoader.load(
            Mode.RUN, Path.of("application.properties"), EnvFiles.read(settings()), Map.of());

    assertThat(loaded.warnings()).isEmpty();
    assertThat(loaded.settings().tributary().http().auth()).isEqualTo("tokens");
    assertThat(loaded.settings().tributary().coap().port()).isEmpty();
    assertThat(loaded.settings().tributary().management().host()).isEqualTo("0.0.0.0");
  }

  @Test
  void theNumbersFitEachOther() throws IOException {
    JsonNode pod = gateway().at("/spec/template/spec");
    JsonNode container = pod.at("/containers/0");
    String dockerfile = Files.readString(Path.of("Dockerfile"));

    assertThat(pod.path("terminationGracePeriodSeconds").asInt())
        .as("seconds until no Service sends here, of the shutdown, and of room")
        .isEqualTo(
            container.at("/lifecycle/preStop/exec/command/1").asInt() + shutdownSeconds() + 10);
    assertThat(container.findValuesAsText("containerPort"))
        .containsExactly(byDefault("http.port"), byDefault("management.port"));
    assertThat(dockerfile)
        .contains("USER %1$s:%1$s".formatted(pod.at("/securityContext/runAsUser").asText()))
        .contains("TRIBUTARY_TRACE_DIRECTORY=/run/tributary")
        .contains("-XX:MaxRAMPercentage=70");
    assertThat(container.path("volumeMounts").findValuesAsText("mountPath"))
        .as("what may be written under a read-only root")
        .contains("/tmp", "/run/tributary");
    assertThat(container.at("/resources/limits/memory"))
        .isEqualTo(container.at("/resources/requests/memory"));
  }

  @Test
  void nothingRunsAsRootOrMayBecomeIt() throws IOException {
    JsonNode pod = gateway().at("/spec/template/spec");
    JsonNode container = pod.at("/containers/0/securityContext");

    assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
    assertThat(pod.at("/securityContext/seccompProfile/type").asText()).isEqualTo("RuntimeDefault");
    assertThat(pod.path("automountServiceAccountToken").asBoolean(true)).isFalse();
    assertThat(pod.path("enableServiceLinks").asBoolean(true)).isFalse();
    assertThat(container.path("readOnlyRootFilesystem").asBoolean()).isTrue();
    assertThat(container.path("allowPrivilegeEscalation").asBoolean(true)).isFalse();
    assertThat(container.at("/capabilities/drop/0").asText()).isEqualTo("ALL");
  }

  @Test
  void aFolderBecomesAConfigMapThatIsMountedAsItIs() throws Exception {
    Scripts.run(
        Path.of("."), "cp", "-r", "application.properties", "routes", "deploy", "" + folder);
    Files.writeString(folder.resolve("routes/mappings/acme.jslt"), "{}\n");

    assertThat(Scripts.run(folder, "sh", DEPLOY + "/folder.sh"))
        .contains("Wrote deploy/kubernetes");

    Path written = folder.resolve(DEPLOY).resolve("folder");
    JsonNode kustomization =
        Manifests.parse(Files.readString(written.resolve("kustomization.yaml")));
    Map<String, String> paths = new TreeMap<>();
    Manifests.parse(Files.readString(written.resolve("volume.yaml")))
        .at("/spec/template/spec/volumes/0/configMap/items")
        .forEach(item -> paths.put(item.path("key").asText(), item.path("path").asText()));
    List<String> listed = new ArrayList<>();
    kustomization.at("/configMapGenerator/0/files").forEach(f -> listed.add(f.asText()));
    assertThat(paths.keySet()).containsExactlyInAnyOrderElementsOf(listed);
    assertThat(paths)
        .containsEntry("application.properties", "application.properties")
        .containsEntry("routes__mappings__acme.jslt", "routes/mappings/acme.jslt");
    assertThat(paths.keySet()).allMatch(key -> key.matches("[-._a-zA-Z0-9]+"));
    paths.forEach(
        (key, path) ->
            assertThat(written.resolve(key)).hasSameBinaryContentAs(folder.resolve(path)));
    assertThat(paths.values()).noneMatch(path -> path.startsWith("routes/cases/"));
  }

  private static JsonNode gateway() throws IOException {
    return Manifests.parse(Files.readString(DEPLOY.resolve("gateway.yaml")));
  }

  private static Path settings() {
    return DEPLOY.resolve("settings.env");
  }

  static int shutdownSeconds() {
    return Math.toIntExact(Amounts.duration(byDefault("shutdown-timeout")).toSeconds());
  }

  private static String byDefault(String key) {
    return Definition.all().stream()
        .filter(d -> d.key().equals("tributary." + key))
        .findFirst()
        .orElseThrow()
        .defaultIn(Mode.RUN);
  }
}
