package dev.tributary.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Objects for Kubernetes, and what of them its schemas do not take. */
final class Manifests {
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
  private static final JsonSchemaFactory SCHEMAS = JsonSchemaFactory.getInstance(VersionFlag.V7);

  private Manifests() {}

  /** The files of objects; those of kustomize itself are its own. */
  static List<Path> under(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(f -> f.toString().endsWith(".yaml") && !f.endsWith("kustomization.yaml"))
          .sorted()
          .toList();
    }
  }

  static List<JsonNode> read(Path file) throws IOException {
    return YAML.readerFor(JsonNode.class).<JsonNode>readValues(file.toFile()).readAll();
  }

  static JsonNode parse(String text) throws IOException {
    return YAML.readTree(text);
  }

  static List<String> problems(JsonNode object) throws IOException {
    JsonNode schema =
        object.path("kind").asText().equals("ServiceMonitor")
            ? resource("servicemonitor.json")
            : ((ObjectNode) resource("schema.json"))
                .put("$ref", "#/definitions/V1" + object.path("kind").asText());
    return SCHEMAS.getSchema(schema).validate(object).stream().map(Object::toString).toList();
  }

  private static JsonNode resource(String name) throws IOException {
    try (InputStream in = Manifests.class.getResourceAsStream("/kubernetes/" + name)) {
      return YAML.readTree(in);
    }
  }
}
