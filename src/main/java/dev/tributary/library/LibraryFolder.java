package dev.tributary.library;

import dev.tributary.library.Lock.Added;
import dev.tributary.library.Lock.Jar;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * {@code lib/} as {@code add} and {@code remove} change it. Whatever moment they are killed in, no
 * file is there in part, and running the command again completes what was begun: jars are copied
 * under hidden names, then the lock file is written, then they get their names.
 */
public final class LibraryFolder {
  private final Path folder;
  private final Lock lock;

  public LibraryFolder(Path folder) {
    this.folder = folder;
    this.lock = Lock.read(folder);
  }

  public Lock lock() {
    return lock;
  }

  /** A change that has been prepared but is not visible yet. */
  public final class Change {
    private final List<WholeFile> files = new ArrayList<>();
    private Lock next;

    private Change(Lock next) {
      this.next = next;
    }

    /** Adds to what the entry of this name will hold. */
    public void lock(Lock with) {
      next = with;
    }

    public Lock lock() {
      return next;
    }

    /** Prepares a file that appears when the change is made. */
    public void file(Path target, String text) throws IOException {
      files.add(WholeFile.prepare(target, text));
    }

    /** Makes it. */
    public void make() throws IOException {
      next.write(folder);
      for (WholeFile file : files) {
        file.move();
      }
      for (Jar old : lock.jars()) {
        if (next.jar(old.file()).isEmpty() && isUnchanged(old)) {
          Files.deleteIfExists(folder.resolve(old.file()));
        }
      }
      sweep();
    }
  }

  /** What a command that was killed has left under hidden names. */
  private void sweep() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        if (name.startsWith(".") && name.endsWith(".jar" + WholeFile.SUFFIX)) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  /**
   * Gets artifacts and all that they need, and prepares them here.
   *
   * @param name under which they are added
   * @throws IllegalArgumentException in a sentence, where that cannot be
   */
  public Change prepare(String name, List<Coordinates> wanted) throws IOException {
    Map<Coordinates, Path> found = new LinkedHashMap<>();
    if (!wanted.isEmpty()) {
      try (Registry registry = new Registry()) {
        Map<String, String> known = known();
        for (Coordinates each : wanted) {
          refuseWhatIsInTheJar(registry, each);
          for (Registry.Found jar : registry.resolve(each, known)) {
            found.put(jar.coordinates(), jar.file());
            known.put(jar.coordinates().key(), jar.coordinates().version());
          }
        }
      } catch (Registry.Missing e) {
        throw new IllegalArgumentException(e.getMessage(), e);
      }
    }
    return prepare(name, found);
  }

  private static void refuseWhatIsInTheJar(Registry registry, Coordinates wanted) {
    if (registry.isInJar(wanted)) {
      throw new IllegalArgumentException(
          "%s is part of the gateway's own jar: there is nothing to add".formatted(wanted.key()));
    }
  }

  /** The versions of what add has brought so far. */
  private Map<String, String> known() {
    Map<String, String> versions = new TreeMap<>();
    for (Jar jar : lock.jars()) {
      Coordinates known = Coordinates.parse(jar.artifact());
      versions.put(known.key(), known.version());
    }
    return versions;
  }

  private Change prepare(String name, Map<Coordinates, Path> found) throws IOException {
    Files.createDirectories(folder);
    Change change = new Change(lock);
    List<Jar> jars = new ArrayList<>();
    for (Map.Entry<Coordinates, Path> each : found.entrySet()) {
      Jar jar = copy(each.getKey(), each.getValue(), change);
      Optional<Jar> older =
          lock.jars().stream()
              .filter(old -> !old.file().equals(jar.file()))
              .filter(old -> Coordinates.parse(old.artifact()).key().equals(each.getKey().key()))
              .findFirst();
      older.ifPresent(old -> change.lock(change.lock().replacing(old, jar)));
      jars.add(jar);
    }
    change.lock(
        change
            .lock()
            .with(
                new Added(name, jars.stream().map(Jar::file).toList(), List.of(), List.of()),
                jars));
    return change;
  }

  private Jar copy(Coordinates artifact, Path source, Change change) throws IOException {
    String file = artifact.fileName();
    Optional<Jar> homonym = lock.jar(file);
    if (homonym.isPresent()
        && !Coordinates.parse(homonym.get().artifact()).key().equals(artifact.key())) {
      file = artifact.group() + "." + file;
    }
    Path target = folder.resolve(file);
    String digest = sha256(source);
    if (Files.exists(target) && !sha256(target).equals(digest)) {
      throw new IllegalArgumentException(
          "%s must be what add would write there (%s) but is not: delete it, or keep it and add nothing"
              .formatted(target, artifact));
    }
    if (!Files.exists(target)) {
      change.files.add(WholeFile.copy(source, target));
    }
    return new Jar(file, artifact.toString(), digest);
  }

  /**
   * Gets what the lock file names and the folder lacks.
   *
   * @return the files
   */
  public List<String> restore() throws IOException {
    List<Jar> missing =
        lock.jars().stream().filter(jar -> !Files.exists(folder.resolve(jar.file()))).toList();
    if (missing.isEmpty()) {
      return List.of();
    }
    Change change = new Change(lock);
    try (Registry registry = new Registry()) {
      for (Jar jar : missing) {
        Registry.Found found = registry.exactly(Coordinates.parse(jar.artifact()));
        if (!sha256(found.file()).equals(jar.sha256())) {
          throw new IllegalArgumentException(
              "%s must have the SHA-256 in %s but has another: it is not what was added"
                  .formatted(jar.artifact(), folder.resolve(Lock.FILE)));
        }
        change.files.add(WholeFile.copy(found.file(), folder.resolve(jar.file())));
      }
    } catch (Registry.Missing e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
    change.make();
    return missing.stream().map(Jar::file).toList();
  }

  /**
   * Takes an entry and the jars that only it needs out of the folder.
   *
   * @return what stays although the entry is gone, because it was changed
   */
  public List<String> remove(String name) throws IOException {
    Lock next = lock.without(name);
    List<String> changed =
        lock.jars().stream()
            .filter(jar -> next.jar(jar.file()).isEmpty())
            .filter(jar -> !isUnchanged(jar))
            .map(jar -> folder.resolve(jar.file()).toString())
            .toList();
    new Change(next).make();
    return changed;
  }

  /** Whether it is as it was written, or gone. */
  private boolean isUnchanged(Jar jar) {
    try {
      return sha256(folder.resolve(jar.file())).equals(jar.sha256());
    } catch (NoSuchFileException e) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** How a folder differs from its lock file, a sentence for each difference. */
  public static List<String> differences(Path folder) {
    Lock lock;
    try {
      lock = Lock.read(folder);
    } catch (IllegalArgumentException e) {
      return List.of(e.getMessage());
    }
    List<String> differences = new ArrayList<>();
    for (Jar jar : lock.jars()) {
      Path file = folder.resolve(jar.file());
      try {
        if (!sha256(file).equals(jar.sha256())) {
          differences.add(
              "%s must have the SHA-256 in %s but has another (delete it and run add to get it again)"
                  .formatted(file, Lock.FILE));
        }
      } catch (NoSuchFileException e) {
        differences.add(
            "%s is missing but named in %s (add without a name gets it, or copy it there)"
                .formatted(file, Lock.FILE));
      } catch (IOException e) {
        differences.add("%s must be readable: %s".formatted(file, e.getMessage()));
      }
    }
    return differences;
  }

  /** The digest of a file. */
  public static String sha256(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file);
        DigestInputStream digest =
            new DigestInputStream(in, MessageDigest.getInstance("SHA-256"))) {
      digest.transferTo(OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(digest.getMessageDigest().digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
