package dev.tributary.library;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code java -jar} with a jar that only names the class path of this test, in some folder. */
public final class Launcher {
  private final Path folder;
  private final Path jar;

  private Launcher(Path folder, Path jar) {
    this.folder = folder;
    this.jar = jar;
  }

  /**
   * @param folder has application.properties, routes and lib
   */
  public static Launcher in(Path folder) throws IOException {
    Manifest manifest = new Manifest();
    Attributes main = manifest.getMainAttributes();
    main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    main.put(Attributes.Name.MAIN_CLASS, "dev.tributary.Tributary");
    main.put(
        Attributes.Name.CLASS_PATH,
        classPath().map(entry -> entry.toUri().toString()).collect(Collectors.joining(" ")));
    main.putValue("Launcher-Agent-Class", LibraryAgent.class.getName());
    Path jar = folder.resolve("launcher.jar");
    try (OutputStream out = Files.newOutputStream(jar)) {
      new JarOutputStream(out, manifest).close();
    }
    return new Launcher(folder, jar);
  }

  /** With the jar of the build. */
  public static Launcher ofTheBuild(Path folder) {
    return new Launcher(folder, Path.of("target", "tributary.jar").toAbsolutePath());
  }

  /** What this test runs with. */
  public static Stream<Path> classPath() {
    // JUnit's console has a loader of its own.
    Stream<Path> entries =
        Launcher.class.getClassLoader() instanceof URLClassLoader loader
            ? Arrays.stream(loader.getURLs()).map(URL::toString).map(URI::create).map(Path::of)
            : Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of);
    return entries.map(Path::toAbsolutePath);
  }

  /** Starts a command; what it prints goes to {@code output.log}. */
  public Process start(List<String> jvm, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx384m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(jvm);
    command.addAll(List.of("-jar", jar.toString()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command)
        .directory(folder.toFile())
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("output.log").toFile())
        .start();
  }

  public String output() throws IOException {
    return Files.readString(folder.resolve("output.log"));
  }

  /** Runs a command to its end. */
  public Ended run(List<String> jvm, String... arguments) throws IOException, InterruptedException {
    Process process = start(jvm, arguments);
    if (!process.waitFor(120, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("it has not ended, and printed:\n" + output());
    }
    return new Ended(process.exitValue(), output());
  }

  public Ended run(String... arguments) throws IOException, InterruptedException {
    return run(List.of(), arguments);
  }

  /** A command that has ended. */
  public record Ended(int code, String output) {}
}
