package dev.tributary.plaincamel;

import java.io.File;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What this test runs with, for processes in other folders. */
final class ClassPath {
  private ClassPath() {}

  static String with(Path jar) {
    return Stream.concat(entries(), Stream.of(jar))
        .map(Path::toAbsolutePath)
        .map(Path::toString)
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static Stream<Path> entries() {
    // JUnit's console has a loader of its own.
    if (ClassPath.class.getClassLoader() instanceof URLClassLoader loader) {
      return Arrays.stream(loader.getURLs()).map(URL::toString).map(URI::create).map(Path::of);
    }
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(Path::of);
  }
}
