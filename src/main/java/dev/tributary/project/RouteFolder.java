package dev.tributary.project;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** The Camel files of a folder, read as trees, and what Camel's schema says to them. */
public final class RouteFolder {
  private static final String SUFFIX = ".camel.yaml";
  private static final List<String> TYPES = List.of(".yaml", ".jslt", ".json");
  private static final Map<Path, Read> SEEN = new ConcurrentHashMap<>();

  private final Path folder;
  private final List<Read> files;

  private RouteFolder(Path folder, List<Read> files) {
    this.folder = folder;
    this.files = files;
  }

  public static RouteFolder read(Path folder) {
    return new RouteFolder(
        folder, files(folder).stream().map(file -> read(file, name(folder, file))).toList());
  }

  public Path folder() {
    return folder;
  }

  public List<YamlTree> trees() {
    return files.stream().map(read -> read.tree).filter(Objects::nonNull).toList();
  }

  /** Slow when asked for the first time: Camel's schema is long. */
  public List<Finding> findings() {
    return files.stream().flatMap(read -> read.findings().stream()).toList();
  }

  /**
   * What the routes of a file may refer to outside of them: what stands beside routes in all Camel
   * files, all other files, and properties.
   */
  public record Surroundings(
      List<JsonNode> beside, Map<Path, String> others, Map<String, String> properties) {}

  public Surroundings surroundings(Map<String, String> properties) {
    List<JsonNode> beside = new ArrayList<>();
    trees().forEach(tree -> tree.root().forEach(item -> beside.add(item)));
    beside.removeIf(YamlTree::isRoute);
    return new Surroundings(beside, others(), properties);
  }

  /** Whether its routes were built without a finding as they are now, in these surroundings. */
  public boolean isBuilt(YamlTree tree, Surroundings surroundings) {
    return surroundings.equals(read(tree).builtIn);
  }

  public void built(YamlTree tree, Surroundings surroundings) {
    read(tree).builtIn = surroundings;
  }

  private Read read(YamlTree tree) {
    return files.stream().filter(read -> read.tree == tree).findFirst().orElseThrow();
  }

  private Map<Path, String> others() {
    try {
      Map<Path, String> texts = texts(folder);
      texts.keySet().removeIf(file -> file.toString().endsWith(SUFFIX));
      return texts;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The files that a folder of routes consists of, to compare: editors leave others around. */
  public static Map<Path, String> texts(Path folder) throws IOException {
    Map<Path, String> texts = new TreeMap<>();
    try (Stream<Path> walk = Files.walk(folder)) {
      for (Path file : walk.filter(Files::isRegularFile).toList()) {
        if (TYPES.stream().anyMatch(file.getFileName().toString()::endsWith)) {
          // only compared: one that is no UTF-8 is told of by who reads it
          texts.put(file, Files.readString(file, StandardCharsets.ISO_8859_1));
        }
      }
    }
    return texts;
  }

  /**
   * A file as it was last read: validating and building is slow, and a reload finds most files as
   * they were.
   */
  private static final class Read {
    private final String text;
    private final YamlTree tree;
    private List<Finding> findings;
    private volatile Surroundings builtIn;

    Read(String text, YamlTree tree, List<Finding> findings) {
      this.text = text;
      this.tree = tree;
      this.findings = findings;
    }

    public synchronized List<Finding> findings() {
      if (findings == null) {
        findings = DslSchema.camel().findings(tree);
      }
      return findings;
    }
  }

  private static Read read(Path file, String name) {
    try {
      String text = Files.readString(file);
      Path key = file.toAbsolutePath();
      Read seen = SEEN.get(key);
      if (seen == null || !seen.text.equals(text) || !seen.tree.file().equals(name)) {
        seen = new Read(text, YamlTree.parse(text, name, file), null);
        SEEN.put(key, seen);
      }
      return seen;
    } catch (YamlTree.Found e) {
      return new Read("", null, List.of(e.finding()));
    } catch (IOException e) {
      return new Read("", null, List.of(new Finding(name, 0, "cannot be read: " + e.getMessage())));
    }
  }

  /** Whether the file is worth building: nothing was found in it so far. */
  public boolean isSound(YamlTree tree) {
    return findings().stream().noneMatch(finding -> tree.file().equals(finding.file()));
  }

  private static List<Path> files(Path folder) {
    try (Stream<Path> walk = Files.walk(folder)) {
      return walk.filter(file -> file.toString().endsWith(SUFFIX)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As an operator would write it: {@code routes/ingest-mqtt.camel.yaml}. */
  private static String name(Path folder, Path file) {
    Path base = folder.getFileName();
    return (base == null ? Path.of("") : base).resolve(folder.relativize(file)).toString();
  }
}
