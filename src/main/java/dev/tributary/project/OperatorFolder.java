package dev.tributary.project;

import dev.tributary.config.FailureSentence;
import dev.tributary.config.OperatorFile;
import dev.tributary.text.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The files of a folder that an operator edits, found in one way for all who read them. Links are
 * followed. What begins with a dot is no part of it, and what ends in none of {@link #TYPES}
 * neither: editors, version control and mounted volumes keep such files beside the others.
 */
public final class OperatorFolder {
  public static final List<String> TYPES = List.of(".yaml", ".yml", ".jslt", ".json", ".geojson");

  private static final int FILES = 1000;
  private static final int ENTRIES = 10_000;
  private static final int DEPTH = 16;
  private static final long BYTES = 16L << 20;

  private final Path folder;
  private final List<Path> files = new ArrayList<>();
  private final List<Path> folders = new ArrayList<>();
  private final List<Finding> problems = new ArrayList<>();
  private boolean excessive;

  private OperatorFolder(Path folder) {
    this.folder = folder;
  }

  /** Looks through a folder; what is wrong with it is noted. */
  public static OperatorFolder list(Path folder) {
    OperatorFolder found = new OperatorFolder(folder);
    try {
      Files.walkFileTree(
          folder, EnumSet.of(FileVisitOption.FOLLOW_LINKS), DEPTH, found.new Visitor());
    } catch (IOException e) {
      found.problem(folder, "cannot be read: " + FailureSentence.of(e));
    }
    if (found.excessive) {
      found.files.clear();
    }
    found.files.sort(null);
    return found;
  }

  public Path folder() {
    return folder;
  }

  /** Whatever has the name of a file that is read, in order; also a folder or a link to nothing. */
  public List<Path> files() {
    return List.copyOf(files);
  }

  /** Those with this ending. */
  public List<Path> files(String ending) {
    return files.stream().filter(file -> file.toString().endsWith(ending)).toList();
  }

  /** Those with this ending in one sub-folder, and not below it. */
  public List<Path> files(String subFolder, String ending) {
    Path parent = folder.resolve(subFolder);
    return files(ending).stream().filter(file -> parent.equals(file.getParent())).toList();
  }

  /** The folder itself, and those below it. */
  public List<Path> folders() {
    return List.copyOf(folders);
  }

  /** What is wrong with the folder as such. */
  public List<Finding> problems() {
    return List.copyOf(problems);
  }

  /** Whether it holds more than a folder of routes can; then no file of it is listed. */
  public boolean isExcessive() {
    return excessive;
  }

  /** A digest of each file, to compare; of one that cannot be read, why not. */
  public Map<Path, String> digests() {
    Map<Path, String> digests = new TreeMap<>();
    for (Path file : files) {
      digests.put(file, digest(file));
    }
    return digests;
  }

  private static String digest(Path file) {
    byte[] content;
    try {
      content = OperatorFile.bytes(file, OperatorFile.DATA);
    } catch (OperatorFile.Unreadable e) {
      content = e.getMessage().getBytes(StandardCharsets.UTF_8);
    }
    return Sha256.of(content);
  }

  /** As an operator would write it: {@code routes/ingest-mqtt.camel.yaml}. */
  public String name(Path file) {
    Path base = folder.getFileName();
    return (base == null ? Path.of("") : base).resolve(folder.relativize(file)).toString();
  }

  private void problem(Path place, String text) {
    problems.add(new Finding(name(place), 0, text));
  }

  private static boolean isHidden(Path path) {
    return path.getFileName() != null && path.getFileName().toString().startsWith(".");
  }

  private static boolean isRead(Path path) {
    return TYPES.stream().anyMatch(path.getFileName().toString()::endsWith);
  }

  private final class Visitor extends SimpleFileVisitor<Path> {
    private int entries;
    private long bytes;

    @Override
    public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes found) {
      if (path.equals(folder)) {
        folders.add(path);
        return FileVisitResult.CONTINUE;
      }
      if (isHidden(path)) {
        return FileVisitResult.SKIP_SUBTREE;
      }
      if (isRead(path)) {
        return entry(path, found) == FileVisitResult.CONTINUE
            ? FileVisitResult.SKIP_SUBTREE
            : FileVisitResult.TERMINATE;
      }
      folders.add(path);
      return count();
    }

    @Override
    public FileVisitResult visitFile(Path path, BasicFileAttributes found) {
      if (found.isDirectory() && !isHidden(path)) {
        problem(path, "folders may be nested at most %d deep".formatted(DEPTH));
      }
      return entry(path, found);
    }

    @Override
    public FileVisitResult visitFileFailed(Path path, IOException failure) {
      if (isHidden(path) && !path.equals(folder)) {
        return FileVisitResult.CONTINUE;
      }
      if (failure instanceof FileSystemLoopException) {
        problem(path, "is a link that leads back to a folder above it");
        return count();
      }
      if (Files.isDirectory(path)) {
        problem(path, "the folder cannot be read: " + FailureSentence.of(failure));
        return count();
      }
      return entry(path, null);
    }

    private FileVisitResult entry(Path path, BasicFileAttributes found) {
      if (isHidden(path) || !isRead(path)) {
        return count();
      }
      files.add(path);
      bytes += found == null ? 0 : Math.min(found.size(), OperatorFile.DATA);
      if (files.size() > FILES) {
        return excess("must have at most %d files".formatted(FILES));
      }
      if (bytes > BYTES) {
        return excess("must have at most %d MiB in all its files".formatted(BYTES >> 20));
      }
      return count();
    }

    private FileVisitResult count() {
      entries++;
      return entries > ENTRIES
          ? excess("must have at most %d files and folders".formatted(ENTRIES))
          : FileVisitResult.CONTINUE;
    }

    private FileVisitResult excess(String rule) {
      excessive = true;
      problem(folder, "the folder of routes %s (--routes names another)".formatted(rule));
      return FileVisitResult.TERMINATE;
    }
  }
}
