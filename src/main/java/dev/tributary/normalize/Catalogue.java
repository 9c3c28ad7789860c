package dev.tributary.normalize;

import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import dev.tributary.config.YamlSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** All that is text in normalization, read and compiled: swapped as a whole, never changed. */
record Catalogue(
    Kinds kinds, Shapes shapes, Map<String, Mapping> mappings, Map<String, JsonSchema> schemas) {

  private static final String JSLT = ".jslt";
  private static final String SCHEMA = ".schema.json";

  /** Says what comes out, not what a mapping takes. */
  private static final String EVENT = "event.schema.json";

  /** Reads a folder of routes; every problem is noted with file and line. */
  static Catalogue read(Path routes, List<String> problems) {
    Kinds kinds =
        KindsFile.read(YamlSource.read(routes.resolve("kinds.yaml"), "kinds.yaml", problems));
    Shapes shapes =
        Shapes.read(YamlSource.read(routes.resolve("shapes.yaml"), "shapes.yaml", problems));
    Map<String, Mapping> mappings = new HashMap<>();
    mappings.put(Shapes.FLAT, new FlatMapping(kinds));
    mappings.put(Shapes.SENML, new SenmlMapping(kinds));
    for (Path file : files(routes.resolve("mappings"), JSLT, problems)) {
      String name = name(file, JSLT);
      String shown = "mappings/" + file.getFileName();
      if (mappings.containsKey(name)) {
        problems.add(shown + ": the name " + name + " is taken by a mapping that is built in");
      } else {
        Mapping mapping =
            JsltMapping.compile(name, shown, text(file, shown, problems), kinds, problems);
        if (mapping != null) {
          mappings.put(name, mapping);
        }
      }
    }
    Map<String, JsonSchema> schemas = new HashMap<>();
    for (Path file : files(routes.resolve("schemas"), SCHEMA, problems)) {
      if (!file.endsWith(EVENT)) {
        schema(file, schemas, problems);
      }
    }
    return new Catalogue(kinds, shapes, Map.copyOf(mappings), Map.copyOf(schemas));
  }

  private static void schema(Path file, Map<String, JsonSchema> schemas, List<String> problems) {
    String shown = "schemas/" + file.getFileName();
    try {
      JsonSchema schema =
          JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(text(file, shown, problems));
      schema.initializeValidators();
      schemas.put(name(file, SCHEMA), schema);
    } catch (RuntimeException e) {
      problems.add(
          shown + ": this is no JSON Schema: " + Values.cut(String.valueOf(e.getMessage())));
    }
  }

  private static List<Path> files(Path folder, String ending, List<String> problems) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    } catch (IOException e) {
      problems.add(folder.getFileName() + ": the folder cannot be read: " + e.getMessage());
      return List.of();
    }
  }

  private static String text(Path file, String shown, List<String> problems) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      problems.add(shown + ": the file cannot be read: " + e.getMessage());
      return "null";
    }
  }

  private static String name(Path file, String ending) {
    String name = file.getFileName().toString();
    return name.substring(0, name.length() - ending.length());
  }
}
