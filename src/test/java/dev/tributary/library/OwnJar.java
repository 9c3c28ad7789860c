package dev.tributary.library;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** A jar as an operator would build it: classes and what lies beside them. */
public final class OwnJar {
  private final Path work;
  private final Map<String, String> resources = new TreeMap<>();
  private final List<Path> sources = new ArrayList<>();

  public OwnJar(Path work) throws IOException {
    this.work = Files.createTempDirectory(work, "own");
  }

  /** A class, by its full name. */
  public OwnJar source(String name, String text) throws IOException {
    Path file = work.resolve("src").resolve(name.replace('.', '/') + ".java");
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    sources.add(file);
    return this;
  }

  public OwnJar resource(String path, String text) {
    resources.put(path, text);
    return this;
  }

  /** Writes it, whole or not at all. */
  public void write(Path jar) throws IOException {
    Path classes = Files.createDirectories(work.resolve("classes"));
    compile(classes);
    Files.createDirectories(jar.getParent());
    Path half = work.resolve("half.jar");
    try (OutputStream out = Files.newOutputStream(half);
        JarOutputStream zip = new JarOutputStream(out);
        Stream<Path> compiled = Files.walk(classes)) {
      for (Path file : compiled.filter(Files::isRegularFile).toList()) {
        zip.putNextEntry(new JarEntry(classes.relativize(file).toString()));
        Files.copy(file, zip);
      }
      for (Map.Entry<String, String> resource : resources.entrySet()) {
        zip.putNextEntry(new JarEntry(resource.getKey()));
        zip.write(resource.getValue().getBytes(StandardCharsets.UTF_8));
      }
    }
    Files.move(half, jar);
  }

  private void compile(Path classes) throws IOException {
    if (sources.isEmpty()) {
      return;
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    String classPath = Launcher.classPath().map(Path::toString).collect(Collectors.joining(":"));
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      boolean compiled =
          compiler
              .getTask(
                  null,
                  files,
                  null,
                  List.of("-d", classes.toString(), "-proc:none", "-cp", classPath),
                  null,
                  files.getJavaFileObjectsFromPaths(sources))
              .call();
      if (!compiled) {
        throw new IllegalStateException(sources + " do not compile");
      }
    }
  }
}
