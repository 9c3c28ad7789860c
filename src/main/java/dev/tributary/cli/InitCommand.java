package dev.tributary.cli;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Lays out a folder to work in, from nothing but the jar. */
@Command(
    name = "init",
    description =
        "Writes application.properties, routes/, compose.yaml and a copy of the jar into an empty"
            + " folder.")
final class InitCommand implements Callable<Integer> {
  private static final String CONTENT = "/dev/tributary/init";
  private static final String JAR = "tributary.jar";
  private static final String PROGRAMS = "bin";

  @Parameters(paramLabel = "DIR", description = "The folder; created if it does not exist.")
  private Path folder;

  @SuppressWarnings("UnusedVariable") // every command understands them
  @Mixin
  private CommonOptions options;

  @Override
  public Integer call() throws IOException, URISyntaxException {
    if (Files.exists(folder) && !isEmptyFolder()) {
      throw new IllegalArgumentException(
          "init writes into an empty folder, but %s is not one".formatted(folder));
    }
    URI content = InitCommand.class.getResource(CONTENT).toURI();
    if (content.getScheme().equals("jar")) {
      try (FileSystem jar = FileSystems.newFileSystem(content, Map.of())) {
        copy(jar.getPath(CONTENT));
      }
    } else {
      copy(Path.of(content));
    }
    Path jar = jar();
    if (jar != null) {
      Files.copy(jar, folder.resolve(JAR));
    }
    System.out.printf(
        "Wrote application.properties, routes/%s and compose.yaml to %s.%n"
            + "Next: cd %s && java -jar %s dev --simulate 20%n",
        jar == null ? "" : ", " + JAR, folder, quoted(folder), JAR);
    return 0;
  }

  /** The jar that runs now, so that the folder has all that it needs; null where it is none. */
  private static Path jar() throws URISyntaxException {
    Path here =
        Path.of(InitCommand.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    return here.toString().endsWith(".jar") ? here : null;
  }

  /** As a shell takes it. */
  private static String quoted(Path path) {
    String text = path.toString();
    return text.matches("[\\w@%+=:,./-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
  }

  private boolean isEmptyFolder() throws IOException {
    if (!Files.isDirectory(folder)) {
      return false;
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.findAny().isEmpty();
    }
  }

  private void copy(Path content) throws IOException {
    List<Path> sources;
    try (Stream<Path> walk = Files.walk(content)) {
      sources = walk.toList();
    }
    for (Path source : sources) {
      Path target = folder.resolve(content.relativize(source).toString());
      if (Files.isDirectory(source)) {
        Files.createDirectories(target);
      } else {
        Files.copy(source, target);
        if (target.startsWith(folder.resolve(PROGRAMS))
            && !target.toFile().setExecutable(true, false)) {
          throw new IOException("%s cannot be made executable".formatted(target));
        }
      }
    }
  }
}
