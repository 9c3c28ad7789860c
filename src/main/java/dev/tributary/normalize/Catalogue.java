package dev.tributary.normalize;

import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import dev.tributary.config.YamlSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/** All that is text in normalization, read and compiled: swapped as a whole, never changed. */
record Catalogue(
    Kinds kinds, Shapes shapes, Map<String, Mapping> mappings, Map<String, JsonSchema> schemas) {

  private static final String JSLT = ".jslt";
  private static final String SCHEMA = ".schema.json";

  /** Says what comes out, not what a mapping takes. */
  private static final String EVENT = "event.schema.json";

  /** A folder without problems as it was last read. */
  private record Read(Map<Path, String> texts, Catalogue catalogue) {}

  private static final AtomicReference<Read> LAST = new AtomicReference<>();

  /**
   * Reads a folder of routes; every problem is noted with file and line. Compiling is slow, and the
   * check before a reload, what stands in for the steps there and the reload itself read the same
   * files: those that are as they were last are not compiled again.
   */
  static Catalogue read(Path routes, List<String> problems) {
    Map<Path, String> texts = texts(routes);
    Read before = LAST.get();
    if (before != null && !texts.isEmpty() && before.texts().equals(texts)) {
      return before.catalogue();
    }
    List<String> found = new ArrayList<>();
    Catalogue catalogue = compile(routes, found);
    // A save in the middle of this is read by the next reload.
    if (found.isEmpty() && texts.equals(texts(routes))) {
      LAST.set(new Read(texts, catalogue));
    }
    problems.addAll(found);
    return catalogue;
  }

  /** Empty where something cannot be read, of which compiling has more to say. */
  private static Map<Path, String> texts(Path routes) {
    List<String> problems = new ArrayList<>();
    List<Path> files = new ArrayList<>(files(routes.resolve("mappings"), JSLT, problems));
    files.addAll(files(routes.resolve("schemas"), SCHEMA, problems));
    files.addAll(List.of(routes.resolve("kinds.yaml"), routes.resolve("shapes.yaml")));
    Map<Path, String> texts = new HashMap<>();
    for (Path file : files) {
      texts.put(file.toAbsolutePath(), text(file, file.toString(), problems));
    }
    return problems.isEmpty() ? texts : Map.of();
  }

  private static Catalogue compile(Path routes, List<String> problems) {
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
