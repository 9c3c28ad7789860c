package dev.tributary.check;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The Camel files of a folder, read as trees. */
record RouteFolder(Path folder, List<YamlTree> trees, List<Finding> findings) {
  static final String SUFFIX = ".camel.yaml";

  static RouteFolder read(Path folder) {
    List<YamlTree> trees = new ArrayList<>();
    List<Finding> findings = new ArrayList<>();
    for (Path file : files(folder)) {
      try {
        YamlTree tree = YamlTree.read(file, name(folder, file));
        List<Finding> broken = DslSchema.camel().findings(tree);
        findings.addAll(broken);
        trees.add(tree);
      } catch (YamlTree.Found e) {
        findings.add(e.finding());
      }
    }
    return new RouteFolder(folder, trees, findings);
  }

  /** Whether the file is worth building: nothing was found in it so far. */
  boolean isSound(YamlTree tree) {
    return findings.stream().noneMatch(finding -> tree.file().equals(finding.file()));
  }

  static List<Path> files(Path folder) {
    try (Stream<Path> walk = Files.walk(folder)) {
      return walk.filter(file -> file.toString().endsWith(SUFFIX)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path path(YamlTree tree) {
    return folder.resolveSibling(tree.file());
  }

  /** As an operator would write it: {@code routes/ingest-mqtt.camel.yaml}. */
  private static String name(Path folder, Path file) {
    Path base = folder.getFileName();
    return (base == null ? Path.of("") : base).resolve(folder.relativize(file)).toString();
  }
}
