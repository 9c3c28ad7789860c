package dev.tributary.check;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaId;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import dev.tributary.config.Nearest;
import dev.tributary.project.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What is wrong with the JSON Schemas of a folder of routes. */
final class SchemaFiles {
  private static final String ENDING = ".schema.json";
  private static final String EVENT = "event";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path routes;
  private final List<Finding> findings = new ArrayList<>();

  private SchemaFiles(Path routes) {
    this.routes = routes;
  }

  static List<Finding> findings(Path routes) {
    SchemaFiles files = new SchemaFiles(routes);
    List<Path> schemas = list(routes.resolve("schemas"), ENDING);
    if (!schemas.isEmpty()) {
      Set<String> names = new TreeSet<>(Set.of(EVENT, "flat", "senml"));
      list(routes.resolve("mappings"), ".jslt").forEach(file -> names.add(name(file, ".jslt")));
      JsonSchema rules =
          JsonSchemaFactory.getInstance(VersionFlag.V202012)
              .getSchema(SchemaLocation.of(SchemaId.V202012));
      schemas.forEach(file -> files.check(file, names, rules));
    }
    return files.findings;
  }

  private void check(Path file, Set<String> names, JsonSchema rules) {
    String shown = routes.getFileName() + "/schemas/" + file.getFileName();
    String name = name(file, ENDING);
    if (!names.contains(name)) {
      findings.add(
          new Finding(
              shown,
              0,
              "a schema has the name of a mapping but there is no mapping \"%s\"%s"
                  .formatted(name, Nearest.hint(name, names))));
    }
    try {
      JsonNode schema = JSON.readTree(Files.readString(file));
      Set<ValidationMessage> problems = rules.validate(schema);
      if (!problems.isEmpty()) {
        List<String> texts = problems.stream().map(ValidationMessage::getMessage).toList();
        findings.add(
            new Finding(shown, 0, "this is no JSON Schema (2020-12): " + String.join("; ", texts)));
      }
    } catch (JsonProcessingException e) {
      findings.add(
          new Finding(
              shown, e.getLocation().getLineNr(), "this is no JSON: " + e.getOriginalMessage()));
    } catch (IOException e) {
      findings.add(new Finding(shown, 0, "cannot be read: " + e.getMessage()));
    }
  }

  private static List<Path> list(Path folder, String ending) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  private static String name(Path file, String ending) {
    String name = file.getFileName().toString();
    return name.substring(0, name.length() - ending.length());
  }
}
