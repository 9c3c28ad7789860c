package dev.tributary.check;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** The Camel files of a folder, read as trees, and what Camel's schema says to them. */
public record RouteFolder(Path folder, List<YamlTree> trees, List<Finding> findings) {
  private static final String SUFFIX = ".camel.yaml";
  private static final Map<Path, Read> SEEN = new ConcurrentHashMap<>();

  /** A file as it was last read: validating is slow, and a reload finds most files as they were. */
  private record Read(String text, YamlTree tree, List<Finding> findings) {}

  public static RouteFolder read(Path folder) {
    List<YamlTree> trees = new ArrayList<>();
    List<Finding> findings = new ArrayList<>();
    for (Path file : files(folder)) {
      Read read = read(file, name(folder, file));
      findings.addAll(read.findings());
      if (read.tree() != null) {
        trees.add(read.tree());
      }
    }
    return new RouteFolder(folder, trees, findings);
  }

  private static Read read(Path file, String name) {
    try {
      String text = Files.readString(file);
      Path key = file.toAbsolutePath();
      Read seen = SEEN.get(key);
      if (seen == null || !seen.text().equals(text) || !seen.tree().file().equals(name)) {
        YamlTree tree = YamlTree.parse(text, name, file);
        seen = new Read(text, tree, DslSchema.camel().findings(tree));
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
  boolean isSound(YamlTree tree) {
    return findings.stream().noneMatch(finding -> tree.file().equals(finding.file()));
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
