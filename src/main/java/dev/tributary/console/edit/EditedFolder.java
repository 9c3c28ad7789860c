package dev.tributary.console.edit;

import dev.tributary.config.FailureSentence;
import dev.tributary.config.OperatorFile;
import dev.tributary.console.page.ConsoleFailure;
import dev.tributary.project.OperatorFolder;
import dev.tributary.project.Project;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A copy of the folder of routes with edits that are not saved, for as long as it is looked at. */
final class EditedFolder implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EditedFolder.class);

  private final Path parent;
  private final Path folder;

  /**
   * @param edits texts by the names of their files
   */
  EditedFolder(Path routes, Map<String, String> edits) {
    try {
      parent = Files.createTempDirectory("tributary-edit");
    } catch (IOException e) {
      throw new ConsoleFailure(
          500,
          "an edit needs a folder for temporary files but there is none: " + FailureSentence.of(e));
    }
    // findings name files by the name of the folder
    folder = parent.resolve(routes.toAbsolutePath().normalize().getFileName());
    try {
      Files.createDirectories(folder);
      OperatorFolder found = OperatorFolder.list(routes);
      for (Path file : found.files()) {
        write(routes.relativize(file), OperatorFile.bytes(file, OperatorFile.DATA));
      }
      for (Map.Entry<String, String> edit : edits.entrySet()) {
        write(Path.of(edit.getKey()), edit.getValue().getBytes(StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      close();
      throw new ConsoleFailure(
          422, "the folder of routes cannot be copied: " + FailureSentence.of(e));
    }
  }

  private void write(Path name, byte[] bytes) throws IOException {
    Path file = folder.resolve(name.toString());
    Files.createDirectories(file.getParent());
    Files.write(file, bytes);
  }

  Path folder() {
    return folder;
  }

  Project read() {
    return Project.read(folder);
  }

  @Override
  public void close() {
    try (Stream<Path> all = Files.walk(parent)) {
      List<Path> lastFirst = all.sorted(Comparator.reverseOrder()).toList();
      for (Path path : lastFirst) {
        Files.delete(path);
      }
    } catch (IOException e) {
      LOG.warn("The folder {} cannot be removed: {}", parent, FailureSentence.of(e));
    }
  }
}
