package dev.tributary.project;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * One reading of the operator's folder, which check, reload, rehearsal and runtime share. What is
 * made of its files is made once; a later reading takes over what was made of files that are still
 * as they were.
 */
public final class Project {
  private final OperatorFolder files;
  private final Map<Path, String> digests;
  private final RouteFolder routes;
  private final Map<Class<?>, Made> earlier;
  private final Map<Class<?>, Made> made = new HashMap<>();

  /** Something that was made of these files. */
  private record Made(Map<Path, String> of, Object value) {}

  private Project(Path folder, RouteFolder routesBefore, Map<Class<?>, Made> earlier) {
    this.files = OperatorFolder.list(folder);
    this.digests = files.digests();
    this.routes = RouteFolder.read(files, routesBefore);
    this.earlier = earlier;
  }

  public static Project read(Path folder) {
    return new Project(folder, null, Map.of());
  }

  /** Reads the same folder again. */
  public Project again() {
    synchronized (made) {
      Map<Class<?>, Made> known = new HashMap<>(earlier);
      known.putAll(made);
      return new Project(files.folder(), routes, known);
    }
  }

  public Path folder() {
    return files.folder();
  }

  /** A file of the folder, which need not be there. */
  public Path file(String name) {
    return files.folder().resolve(name);
  }

  public OperatorFolder files() {
    return files;
  }

  /** A digest of each file, to compare. */
  public Map<Path, String> digests() {
    return digests;
  }

  /** The same for folders whose files are equal. */
  public String fingerprint() {
    StringBuilder all = new StringBuilder();
    new TreeMap<>(digests)
        .forEach(
            (file, digest) -> all.append(folder().relativize(file)).append(digest).append('\n'));
    return UUID.nameUUIDFromBytes(all.toString().getBytes(StandardCharsets.UTF_8)).toString();
  }

  /** Its Camel files. */
  public RouteFolder routes() {
    return routes;
  }

  /**
   * What is made of some of its files.
   *
   * @param reads which files those are
   */
  public <T> T part(Class<T> type, Predicate<Path> reads, Supplier<T> making) {
    synchronized (made) {
      Made one = made.get(type);
      if (one == null) {
        Map<Path, String> of = new TreeMap<>(digests);
        of.keySet().removeIf(reads.negate());
        one = earlier.get(type);
        if (one == null || !one.of().equals(of)) {
          one = new Made(of, making.get());
        }
        made.put(type, one);
      }
      return type.cast(one.value());
    }
  }
}
