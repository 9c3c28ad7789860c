package dev.tributary.normalize;

import com.networknt.schema.JsonSchema;
import dev.tributary.config.OperatorFile;
import dev.tributary.config.YamlSource;
import dev.tributary.project.JsonSchemas;
import dev.tributary.project.OperatorFolder;
import dev.tributary.project.Project;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** All that is text in normalization, read and compiled: swapped as a whole, never changed. */
record Catalogue(
    Kinds kinds,
    Shapes shapes,
    Decoders decoders,
    Map<String, Mapping> mappings,
    Map<String, JsonSchema> schemas) {

  private static final String KINDS = "kinds.yaml";
  private static final String SHAPES = "shapes.yaml";
  private static final String DECODERS = "decoders";
  private static final String YAML = ".yaml";
  private static final String JSLT = ".jslt";
  private static final String SCHEMA = ".schema.json";

  /** Says what comes out, not what a mapping takes. */
  private static final String EVENT = "event.schema.json";

  /** The catalogue of a folder, and what is wrong with it, with file and line. */
  record Read(Catalogue catalogue, List<String> problems) {}

  static Read of(Project project) {
    return project.part(Read.class, Catalogue::reads, () -> read(project));
  }

  static boolean reads(Path file) {
    String name = file.getFileName().toString();
    return name.equals(KINDS)
        || name.equals(SHAPES)
        || name.endsWith(JSLT)
        || (name.endsWith(YAML) && file.getParent() != null && file.getParent().endsWith(DECODERS))
        || name.endsWith(".json");
  }

  private static Read read(Project project) {
    List<String> problems = new ArrayList<>();
    Map<Path, String> texts = texts(project, problems);
    return new Read(compile(project, texts, problems), List.copyOf(problems));
  }

  /** The topics of all kinds, without prefix, and the shared ones. */
  Set<String> topics() {
    Set<String> topics = new TreeSet<>();
    topics.add("event.other");
    kinds.all().values().forEach(kind -> topics.add(kind.event().topic()));
    return topics;
  }

  /** In the order in which they are compiled. */
  private static Map<Path, String> texts(Project project, List<String> problems) {
    OperatorFolder folder = project.files();
    Map<Path, String> texts = new LinkedHashMap<>();
    for (String name : List.of(KINDS, SHAPES)) {
      text(project.file(name), name, OperatorFile.DATA, texts, problems);
    }
    for (Path file : folder.files(DECODERS, YAML)) {
      text(file, shown(file), OperatorFile.DATA, texts, problems);
    }
    for (Path file : folder.files("mappings", JSLT)) {
      text(file, shown(file), OperatorFile.CODE, texts, problems);
    }
    for (Path file : folder.files("schemas", SCHEMA)) {
      text(file, shown(file), OperatorFile.CODE, texts, problems);
    }
    return texts;
  }

  private static void text(
      Path file, String shown, int most, Map<Path, String> texts, List<String> problems) {
    try {
      texts.put(file, OperatorFile.text(file, most));
    } catch (OperatorFile.Unreadable e) {
      problems.add(e.of(shown));
    }
  }

  private static String shown(Path file) {
    return file.getParent().getFileName() + "/" + file.getFileName();
  }

  private static Catalogue compile(
      Project project, Map<Path, String> texts, List<String> problems) {
    Kinds kinds = KindsFile.read(yaml(project, KINDS, texts, problems));
    Shapes shapes = Shapes.read(yaml(project, SHAPES, texts, problems));
    Map<String, Mapping> mappings = new HashMap<>();
    mappings.put(Shapes.FLAT, new FlatMapping(kinds));
    mappings.put(Shapes.SENML, new SenmlMapping(kinds));
    Map<String, JsonSchema> schemas = new HashMap<>();
    DecoderReader decoders = new DecoderReader(kinds, shapes.hasUplinks(), problems);
    texts.forEach(
        (file, text) -> {
          if (file.getParent().endsWith(DECODERS)) {
            decoders.read(name(file, YAML), YamlSource.parse(text, shown(file), problems));
          } else if (file.toString().endsWith(JSLT)) {
            mapping(file, text, kinds, mappings, problems);
          } else if (file.toString().endsWith(SCHEMA) && !file.endsWith(EVENT)) {
            schema(file, text, schemas, problems);
          }
        });
    return new Catalogue(
        kinds, shapes, decoders.decoders(), Map.copyOf(mappings), Map.copyOf(schemas));
  }

  /** Empty, and without a word of what is missing, where the file cannot be read. */
  private static YamlSource yaml(
      Project project, String name, Map<Path, String> texts, List<String> problems) {
    String text = texts.get(project.file(name));
    if (text != null) {
      int before = problems.size();
      YamlSource source = YamlSource.parse(text, name, problems);
      if (problems.size() == before) {
        return source;
      }
    }
    return YamlSource.parse("", name, new ArrayList<>());
  }

  private static void mapping(
      Path file, String text, Kinds kinds, Map<String, Mapping> mappings, List<String> problems) {
    String name = name(file, JSLT);
    if (mappings.containsKey(name)) {
      problems.add(shown(file) + ": the name " + name + " is taken by a mapping that is built in");
      return;
    }
    Mapping mapping = JsltMapping.compile(name, shown(file), text, kinds, problems);
    if (mapping != null) {
      mappings.put(name, mapping);
    }
  }

  private static void schema(
      Path file, String text, Map<String, JsonSchema> schemas, List<String> problems) {
    try {
      schemas.put(name(file, SCHEMA), JsonSchemas.compile(text));
    } catch (JsonSchemas.Unusable e) {
      problems.add(e.of(shown(file)));
    }
  }

  private static String name(Path file, String ending) {
    String name = file.getFileName().toString();
    return name.substring(0, name.length() - ending.length());
  }
}
