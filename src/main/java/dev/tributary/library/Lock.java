package dev.tributary.library;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.tributary.config.OperatorFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What {@code add} has written, with checksums: the file {@code lib/tributary.lock}.
 *
 * @param added in the order of their names
 * @param jars in the order of their files
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Lock(List<Added> added, List<Jar> jars) {
  public static final String FILE = "tributary.lock";
  private static final String HEAD =
      "# Written by `add` and `remove`: what they put into this gateway. `check` compares; keep it with the routes.\n";
  private static final YAMLMapper YAML =
      YAMLMapper.builder(
              YAMLFactory.builder()
                  .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                  .disable(YAMLGenerator.Feature.SPLIT_LINES)
                  .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
                  .build())
          .build();

  /** Whatever a file leaves out is empty. */
  public Lock {
    added = added == null ? List.of() : List.copyOf(added);
    jars = jars == null ? List.of() : List.copyOf(jars);
  }

  /**
   * One thing that was added.
   *
   * @param jars the names of its files in lib/, which others may share
   * @param files what else was written
   * @param settings the lines that were added to application.properties
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Added(String name, List<String> jars, List<Written> files, List<String> settings) {
    /** Whatever a file leaves out is empty. */
    public Added {
      jars = jars == null ? List.of() : List.copyOf(jars);
      files = files == null ? List.of() : List.copyOf(files);
      settings = settings == null ? List.of() : List.copyOf(settings);
    }
  }

  /**
   * A file beside the routes.
   *
   * @param path from the folder of application.properties
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Written(String path, String sha256) {}

  /** A jar in lib/. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Jar(String file, String artifact, String sha256) {}

  static final Lock EMPTY = new Lock(List.of(), List.of());

  /**
   * Reads the file of a folder; empty where there is none.
   *
   * @throws IllegalArgumentException where it is no such file
   */
  public static Lock read(Path folder) {
    Path file = folder.resolve(FILE);
    if (!OperatorFile.exists(file)) {
      return EMPTY;
    }
    try {
      Lock lock = YAML.readValue(OperatorFile.text(file, OperatorFile.DATA), Lock.class);
      if (lock == null || !lock.isWhole()) {
        throw new IllegalArgumentException(file + ": is not as add wrote it (add writes it anew)");
      }
      return lock;
    } catch (OperatorFile.Unreadable e) {
      throw new IllegalArgumentException(e.of(file.toString()), e);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "%s is not as add wrote it: %s".formatted(file, e.getOriginalMessage()), e);
    }
  }

  private boolean isWhole() {
    return added.stream().allMatch(entry -> entry.name != null)
        && added.stream()
            .flatMap(entry -> entry.files.stream())
            .allMatch(file -> file.path != null && file.sha256 != null)
        && jars.stream()
            .flatMap(jar -> Stream.of(jar.file, jar.artifact, jar.sha256))
            .allMatch(Objects::nonNull)
        && jars.stream().allMatch(jar -> jar.file.matches("[^/\\\\]+\\.jar"));
  }

  /** Writes it, whole or not at all. */
  public void write(Path folder) throws IOException {
    Files.createDirectories(folder);
    WholeFile.prepare(folder.resolve(FILE), HEAD + YAML.writeValueAsString(this)).move();
  }

  public Optional<Added> added(String name) {
    return added.stream().filter(entry -> entry.name.equals(name)).findFirst();
  }

  Optional<Jar> jar(String file) {
    return jars.stream().filter(jar -> jar.file.equals(file)).findFirst();
  }

  /** With another entry of this name, and without jars that nothing needs. */
  public Lock with(Added entry, List<Jar> more) {
    List<Added> entries = new ArrayList<>(added);
    entries.removeIf(old -> old.name.equals(entry.name));
    entries.add(entry);
    List<Jar> all = new ArrayList<>(jars);
    all.removeIf(old -> more.stream().anyMatch(jar -> jar.file.equals(old.file)));
    all.addAll(more);
    return of(entries, all);
  }

  /** Without the entry of this name, and without jars that nothing needs. */
  public Lock without(String name) {
    return of(added.stream().filter(entry -> !entry.name.equals(name)).toList(), jars);
  }

  /** Where another version of a jar takes the place of one. */
  Lock replacing(Jar old, Jar other) {
    List<Added> entries =
        added.stream()
            .map(
                entry ->
                    new Added(
                        entry.name,
                        entry.jars.stream()
                            .map(file -> file.equals(old.file) ? other.file : file)
                            .toList(),
                        entry.files,
                        entry.settings))
            .toList();
    List<Jar> all = new ArrayList<>(jars);
    all.remove(old);
    all.add(other);
    return of(entries, all);
  }

  private static Lock of(List<Added> entries, List<Jar> jars) {
    return new Lock(
        entries.stream().sorted(Comparator.comparing(Added::name)).toList(),
        jars.stream()
            .filter(jar -> entries.stream().anyMatch(entry -> entry.jars.contains(jar.file)))
            .sorted(Comparator.comparing(Jar::file))
            .toList());
  }
}
