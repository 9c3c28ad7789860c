package dev.tributary.plaincamel;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** What an operator would put into lib/: the classes of the corpus, compiled into one jar. */
final class OwnClasses {
  static final String NAME = "plain-camel.jar";

  private static final Path SOURCES = RouteSet.CORPUS.resolve("lib");

  private OwnClasses() {}

  static void jar(Path lib) throws IOException {
    Files.createDirectories(lib);
    Path classes = Files.createTempDirectory(lib.getParent(), "classes");
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null);
        Stream<Path> sources = Files.list(SOURCES)) {
      List<String> options =
          List.of("-d", classes.toString(), "-proc:none", "-cp", ClassPath.with(classes));
      boolean compiled =
          compiler
              .getTask(
                  null,
                  files,
                  null,
                  options,
                  null,
                  files.getJavaFileObjectsFromPaths(sources.toList()))
              .call();
      if (!compiled) {
        throw new IllegalStateException(SOURCES + " does not compile");
      }
    }
    try (OutputStream out = Files.newOutputStream(lib.resolve(NAME));
        JarOutputStream jar = new JarOutputStream(out);
        Stream<Path> compiled = Files.walk(classes)) {
      for (Path file : compiled.filter(Files::isRegularFile).toList()) {
        jar.putNextEntry(new JarEntry(classes.relativize(file).toString().replace('\\', '/')));
        Files.copy(file, jar);
      }
    }
  }
}
