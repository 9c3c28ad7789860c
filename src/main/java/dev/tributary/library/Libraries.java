package dev.tributary.library;

import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/**
 * The operator's jars in {@code lib/} beside application.properties. They come onto the system
 * class path before anything else of the program is loaded: class loaders of our own would hide
 * them from DriverManager and ServiceLoader.
 */
public final class Libraries {
  public static final String FOLDER = "lib";

  /** What was on the class path from the start, with what identifies each file. */
  private static final Map<Path, Object> LOADED = new TreeMap<>();

  private static Path watched = Path.of(FOLDER);
  private static final List<String> PROBLEMS = new ArrayList<>();
  private static final List<String> WARNINGS = new ArrayList<>();

  private Libraries() {}

  /**
   * Puts the jars on the class path; called once, before all else.
   *
   * @param arguments of the command line
   */
  public static synchronized void load(String... arguments) {
    Path folder = folder(config(arguments));
    watched = folder;
    List<Path> jars;
    try {
      jars = jars(folder);
    } catch (IOException e) {
      PROBLEMS.add("the folder %s must be readable: %s".formatted(folder, e.getMessage()));
      return;
    }
    Instrumentation instrumentation = LibraryAgent.instrumentation();
    if (instrumentation == null) {
      if (!jars.isEmpty()) {
        WARNINGS.add(
            "the jars in %s are not loaded: only java -jar tributary.jar loads them"
                .formatted(folder));
      }
      return;
    }
    jars.forEach(jar -> load(jar, instrumentation));
  }

  private static void load(Path path, Instrumentation instrumentation) {
    // Not closed: from now on the class loader reads it.
    try {
      JarFile jar = new JarFile(path.toFile());
      URL other = duplicate(jar);
      if (other != null) {
        WARNINGS.add(
            "%s has classes that are on the class path already, from %s, which is used: delete one of them"
                .formatted(path, name(other)));
      }
      instrumentation.appendToSystemClassLoaderSearch(jar);
      LOADED.put(path, identity(path));
    } catch (IOException e) {
      PROBLEMS.add(
          "%s must be a readable jar: %s (copy it again or delete it)"
              .formatted(path, e.getMessage()));
    }
  }

  /** Where the first class of a jar comes from without it; null if from nowhere. */
  private static URL duplicate(JarFile jar) {
    return jar.stream()
        .map(JarEntry::getName)
        .filter(name -> name.endsWith(".class"))
        .filter(name -> !name.startsWith("META-INF/") && !name.endsWith("-info.class"))
        .findFirst()
        .map(ClassLoader::getSystemResource)
        .orElse(null);
  }

  /** Of {@code jar:file:/x/lib/a.jar!/dev/A.class}, {@code a.jar}. */
  private static String name(URL url) {
    String place = url.getPath().replaceFirst("!.*", "");
    return place.substring(place.lastIndexOf('/') + 1);
  }

  /** The value of {@code --config}, before the command line is read as a whole. */
  private static Path config(String... arguments) {
    Path config = Path.of("application.properties");
    for (int i = 0; i < arguments.length; i++) {
      if (arguments[i].startsWith("--config=")) {
        config = Path.of(arguments[i].substring("--config=".length()));
      } else if (arguments[i].equals("--config") && i + 1 < arguments.length) {
        config = Path.of(arguments[i + 1]);
      }
    }
    return config;
  }

  /** The folder that belongs to a configuration file. */
  public static Path folder(Path config) {
    return config.resolveSibling(FOLDER);
  }

  /** The jars of a folder by name; none where there is no folder. */
  public static List<Path> jars(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(Libraries::isJar).sorted().toList();
    }
  }

  private static boolean isJar(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(".jar") && !name.startsWith(".");
  }

  /** The folder whose jars were put on the class path. */
  public static synchronized Path watched() {
    return watched;
  }

  /** What a restart would change, a sentence for each jar. */
  public static synchronized List<String> pending() {
    Map<Path, Object> now = new TreeMap<>();
    try {
      jars(watched).forEach(jar -> now.put(jar, identity(jar)));
    } catch (IOException e) {
      return List.of();
    }
    Set<Path> all = new TreeSet<>(LOADED.keySet());
    all.addAll(now.keySet());
    return all.stream()
        .filter(jar -> !Objects.equals(LOADED.get(jar), now.get(jar)))
        .map(
            jar ->
                "%s is %s: restart to take that up"
                    .formatted(
                        jar,
                        !LOADED.containsKey(jar)
                            ? "new"
                            : now.containsKey(jar) ? "replaced" : "deleted"))
        .toList();
  }

  private static Object identity(Path jar) {
    try {
      BasicFileAttributes found = Files.readAttributes(jar, BasicFileAttributes.class);
      return List.of(found.size(), found.lastModifiedTime());
    } catch (IOException e) {
      return "unreadable";
    }
  }

  /** Why a jar is not on the class path, a sentence each; nothing may start with that. */
  public static synchronized List<String> problems() {
    return List.copyOf(PROBLEMS);
  }

  /** What is odd about the jars. */
  public static synchronized List<String> warnings() {
    return List.copyOf(WARNINGS);
  }
}
