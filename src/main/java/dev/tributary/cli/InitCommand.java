package dev.tributary.cli;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lays out a folder to work in, from nothing but the jar. */
@Command(
    name = "init",
    description =
        "Writes application.properties, routes/, compose.yaml and a copy of the jar into an empty"
            + " folder.")
final class InitCommand implements Callable<Integer> {
  private static final String JAR = "tributary.jar";
  private static final String PROGRAMS = "bin";

  @Parameters(paramLabel = "DIR", description = "The folder; created if it does not exist.")
  private Path folder;

  @Option(
      names = "--diff",
      description =
          "Writes nothing, but prints what changed in the files of init since the folder was made,"
              + " as a patch. Exit 1 if anything did.")
  private boolean diff;

  @Option(
      names = "--seen",
      description = "Of a folder that has taken the changes over: --diff begins at this version.")
  private boolean seen;

  @SuppressWarnings("UnusedVariable") // every command understands them
  @Mixin
  private CommonOptions options;

  @Override
  public Integer call() throws IOException, URISyntaxException {
    ShippedFiles shipped = ShippedFiles.ofThisVersion();
    if (diff || seen) {
      return compare(shipped);
    }
    if (Files.exists(folder) && !isEmptyFolder()) {
      throw new IllegalArgumentException(
          "init writes into an empty folder, but %s is not one".formatted(folder));
    }
    write(shipped);
    shipped.remember(folder);
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

  private int compare(ShippedFiles shipped) throws IOException {
    if (!Files.isDirectory(folder.resolve("routes"))) {
      throw new IllegalArgumentException(
          "--diff and --seen need the folder of a gateway, but %s has no routes/"
              .formatted(folder));
    }
    int changes =
        diff ? new FolderDiff(folder, ShippedFiles.of(folder), shipped, System.out).print() : 0;
    if (seen) {
      shipped.remember(folder);
    }
    return changes == 0 ? 0 : 1;
  }

  private void write(ShippedFiles shipped) throws IOException {
    for (Map.Entry<String, byte[]> file : shipped.files().entrySet()) {
      Path target = folder.resolve(file.getKey());
      Files.createDirectories(target.getParent());
      Files.write(target, file.getValue());
      if (target.startsWith(folder.resolve(PROGRAMS))
          && !target.toFile().setExecutable(true, false)) {
        throw new IOException("%s cannot be made executable".formatted(target));
      }
    }
  }
}
