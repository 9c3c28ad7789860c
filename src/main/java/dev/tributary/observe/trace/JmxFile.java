package dev.tributary.observe.trace;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;

/** Where a running gateway can be reached over JMX, as it stands in its state folder. */
public record JmxFile(String url, String user, String password) {
  private static final String NAME = "jmx";

  /** Reads what a gateway with this state folder wrote. */
  public static JmxFile read(Path folder) throws IOException {
    Path file = folder.resolve(NAME);
    try {
      List<String> lines = Files.readAllLines(file);
      if (lines.size() == 3) {
        return new JmxFile(lines.get(0), lines.get(1), lines.get(2));
      }
    } catch (NoSuchFileException e) {
      throw new IOException(
          "a running gateway writes %s but it is not there (is one running with this"
                  .formatted(file)
              + " tributary.trace.directory?)",
          e);
    }
    throw new IOException("%s is not what a gateway writes".formatted(file));
  }

  static Path write(Path folder, JmxFile access) throws IOException {
    Files.createDirectories(folder);
    Path file = folder.resolve(NAME);
    Path aside = folder.resolve(NAME + "." + ProcessHandle.current().pid());
    Files.deleteIfExists(aside);
    // with its permissions from the first moment on
    Files.createFile(aside, ownerOnly());
    Files.write(
        aside,
        List.of(access.url(), access.user(), access.password()),
        StandardCharsets.UTF_8,
        StandardOpenOption.WRITE);
    Files.move(aside, file, StandardCopyOption.REPLACE_EXISTING);
    return file;
  }

  static void delete(Path file) throws IOException {
    Files.deleteIfExists(file);
  }

  private static FileAttribute<?>[] ownerOnly() {
    Set<String> views = FileSystems.getDefault().supportedFileAttributeViews();
    return views.contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }
}
