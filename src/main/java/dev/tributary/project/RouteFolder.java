package dev.tributary.project;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.config.OperatorFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** The Camel files of a folder, read as trees, and how they break Camel's schema. */
public final class RouteFolder {
  private static final String SUFFIX = YamlTree.SUFFIX;

  private final OperatorFolder folder;
  private final List<Read> files;

  private RouteFolder(OperatorFolder folder, List<Read> files) {
    this.folder = folder;
    this.files = files;
  }

  public static RouteFolder read(Path folder) {
    return read(OperatorFolder.list(folder), null);
  }

  /**
   * @param before an earlier reading, of which files are taken over that have not changed; or null
   */
  static RouteFolder read(OperatorFolder folder, RouteFolder before) {
    Map<String, Read> known = new HashMap<>();
    if (before != null) {
      before.files.stream()
          .filter(read -> read.tree != null)
          .forEach(read -> known.put(read.tree.file(), read));
    }
    return new RouteFolder(
        folder,
        folder.files(SUFFIX).stream()
            .map(file -> read(file, folder.name(file), known.get(folder.name(file))))
            .toList());
  }

  public List<YamlTree> trees() {
    return files.stream().map(read -> read.tree).filter(Objects::nonNull).toList();
  }

  /** Slow when asked for the first time: Camel's schema is long. */
  public List<Finding> findings() {
    List<Finding> findings = new ArrayList<>(folder.problems());
    files.forEach(read -> findings.addAll(read.findings()));
    return findings;
  }

  /** Those for which there is no need to ask Camel's schema: what cannot be read at all. */
  public List<Finding> unreadable() {
    List<Finding> findings = new ArrayList<>(folder.problems());
    files.stream().filter(read -> read.tree == null).forEach(r -> findings.addAll(r.findings()));
    return findings;
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

  /** The items of a file without what breaks Camel's schema, null in place of those that do. */
  public JsonNode mended(YamlTree tree) {
    Read read = read(tree);
    read.findings();
    List<String> wrong = read.faults.stream().map(DslSchema.Fault::pointer).toList();
    List<String> unknown =
        read.faults.stream()
            .filter(DslSchema.Fault::unknown)
            .map(DslSchema.Fault::pointer)
            .toList();
    return Mending.of(tree.root(), wrong, unknown);
  }

  /** The lines of steps in which something breaks Camel's schema: what else they lack follows. */
  public Set<Integer> doubtful(YamlTree tree) {
    return read(tree).faults.stream()
        .map(fault -> tree.finding(Mending.step(tree.root(), fault.pointer()), "").line())
        .collect(Collectors.toSet());
  }

  private Read read(YamlTree tree) {
    return files.stream().filter(read -> read.tree == tree).findFirst().orElseThrow();
  }

  private Map<Path, String> others() {
    Map<Path, String> digests = folder.digests();
    digests.keySet().removeIf(file -> file.toString().endsWith(SUFFIX));
    return digests;
  }

  /**
   * A file as it was last read: validating and building is slow, and a reload finds most files as
   * they were.
   */
  private static final class Read {
    private final String text;
    private final YamlTree tree;
    private List<Finding> findings;
    private List<DslSchema.Fault> faults = List.of();
    private volatile Surroundings builtIn;

    Read(String text, YamlTree tree, List<Finding> findings) {
      this.text = text;
      this.tree = tree;
      this.findings = findings;
    }

    public synchronized List<Finding> findings() {
      if (findings == null) {
        faults = DslSchema.camel().faults(tree);
        findings = faults.stream().map(DslSchema.Fault::finding).toList();
      }
      return findings;
    }
  }

  private static Read read(Path file, String name, Read before) {
    try {
      String text = OperatorFile.text(file, OperatorFile.CODE);
      return before != null && before.text.equals(text)
          ? before
          : new Read(text, YamlTree.parse(text, name, file), null);
    } catch (YamlTree.Found e) {
      return new Read("", null, List.of(e.finding()));
    } catch (OperatorFile.Unreadable e) {
      return new Read("", null, List.of(new Finding(name, e.line(), e.getMessage())));
    }
  }

  /** Whether the file is worth building: nothing was found in it so far. */
  public boolean isSound(YamlTree tree) {
    return read(tree).findings().isEmpty()
        && folder.problems().stream().noneMatch(found -> tree.file().equals(found.file()));
  }
}
