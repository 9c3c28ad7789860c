package dev.tributary.console.edit;

import dev.tributary.config.FailureSentence;
import dev.tributary.config.OperatorFile;
import dev.tributary.console.page.ConsoleFailure;
import dev.tributary.project.OperatorFolder;
import dev.tributary.text.Printable;
import dev.tributary.text.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The files of the folder of routes, to read and to write. No name leads out of the folder, through
 * a link or to a file that no route would read.
 */
public final class RouteFiles {
  /** The bound in bytes of what is written. */
  public static final int MOST_BYTES = OperatorFile.CODE;

  /** The digest of a file that does not exist. */
  public static final String NEW = "";

  private static final int LONGEST_NAME = 200;
  private static final Pattern PART = Pattern.compile("[\\p{L}\\p{N}_][\\p{L}\\p{N}_.-]*");

  private final Path folder;

  public RouteFiles(Path folder) {
    this.folder = folder;
  }

  /**
   * A file in the list.
   *
   * @param readOnly why it cannot be saved, or null
   */
  public record Listed(String name, long bytes, String readOnly) {}

  /** A file with the digest that a save must name. */
  public record Content(String name, String text, String digest) {}

  /** All files that routes are made of, by name. */
  public List<Listed> list() {
    List<Listed> all = new ArrayList<>();
    for (Path file : OperatorFolder.list(folder).files()) {
      String name = name(file);
      all.add(new Listed(name, size(file), readOnly(name)));
    }
    return all;
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      return 0;
    }
  }

  /** Why a file cannot be saved, or null. */
  public String readOnly(String name) {
    try {
      Path file = place(name);
      return Files.isWritable(file) && Files.isWritable(file.getParent())
          ? null
          : "the gateway may not write it";
    } catch (ConsoleFailure e) {
      return e.getMessage();
    }
  }

  private String name(Path file) {
    return folder.relativize(file).toString().replace('\\', '/');
  }

  /** Reads a file. */
  public Content open(String name) {
    Path file = listed(name);
    try {
      String text = OperatorFile.text(file, OperatorFile.DATA);
      return new Content(name, text, digest(file));
    } catch (OperatorFile.Unreadable e) {
      throw new ConsoleFailure(422, e.of(name));
    }
  }

  /** One that is read may be a link: a mounted volume of Kubernetes is made of them. */
  private Path listed(String name) {
    return OperatorFolder.list(folder).files().stream()
        .filter(file -> name(file).equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new ConsoleFailure(
                    404, "the folder of routes has no file \"%s\"".formatted(Printable.of(name))));
  }

  /** Refuses what cannot be saved: a name, a text, or a file that was changed meanwhile. */
  public void requireSaveable(String name, String text, String digest) {
    int size = text.getBytes(StandardCharsets.UTF_8).length;
    if (size > MOST_BYTES) {
      throw new ConsoleFailure(
          413, "a file must have at most %d bytes but has %d".formatted(MOST_BYTES, size));
    }
    Path file = place(name);
    String now = Files.exists(file, LinkOption.NOFOLLOW_LINKS) ? digest(file) : NEW;
    if (now.equals(digest)) {
      return;
    }
    throw new ConsoleFailure(
        409,
        now.equals(NEW)
            ? "%s was deleted since it was opened: save it under a new name".formatted(name)
            : "%s was changed since it was opened: open it again and repeat the edit"
                .formatted(name));
  }

  /** Writes a file as a whole; who reads it finds the old text or the new one. */
  public synchronized Content save(String name, String text, String digest) {
    requireSaveable(name, text, digest);
    Path file = place(name);
    Path aside = file.resolveSibling("." + file.getFileName() + "." + System.nanoTime() + ".tmp");
    try {
      try {
        write(aside, text.getBytes(StandardCharsets.UTF_8));
        keepRights(file, aside);
        Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(aside);
      }
    } catch (IOException e) {
      throw new ConsoleFailure(
          500, "%s cannot be written: %s".formatted(name, FailureSentence.of(e)));
    }
    return new Content(name, text, digest(file));
  }

  private static void write(Path file, byte[] bytes) throws IOException {
    try (FileChannel out =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ByteBuffer rest = ByteBuffer.wrap(bytes);
      while (rest.hasRemaining()) {
        out.write(rest);
      }
      out.force(true);
    }
  }

  private static void keepRights(Path from, Path to) throws IOException {
    PosixFileAttributeView before =
        Files.getFileAttributeView(from, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    if (before != null && Files.exists(from, LinkOption.NOFOLLOW_LINKS)) {
      Files.setPosixFilePermissions(to, before.readAttributes().permissions());
    }
  }

  /** Where a file of this name stands, or may stand. */
  private Path place(String name) {
    List<String> parts = List.of(name.split("/", -1));
    boolean named =
        name.length() <= LONGEST_NAME
            && parts.stream().allMatch(part -> PART.matcher(part).matches())
            && OperatorFolder.TYPES.stream().anyMatch(name::endsWith);
    if (!named) {
      throw new ConsoleFailure(
          400,
          "a file must have a name in the folder of routes that ends in %s but is \"%s\""
              .formatted(
                  String.join(", ", OperatorFolder.TYPES),
                  Printable.of(name.length() <= LONGEST_NAME ? name : name.substring(0, 40))));
    }
    Path place = folder;
    for (String part : parts.subList(0, parts.size() - 1)) {
      place = place.resolve(part);
      if (!Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)) {
        throw new ConsoleFailure(
            400,
            "%s must be a folder that exists, and no link".formatted(folder.relativize(place)));
      }
    }
    place = place.resolve(parts.get(parts.size() - 1));
    if (Files.exists(place, LinkOption.NOFOLLOW_LINKS)
        && !Files.isRegularFile(place, LinkOption.NOFOLLOW_LINKS)) {
      throw new ConsoleFailure(
          400, name + " is a link or a folder, and only a file is written here");
    }
    return place;
  }

  private static String digest(Path file) {
    try {
      return Sha256.of(OperatorFile.bytes(file, OperatorFile.DATA));
    } catch (OperatorFile.Unreadable e) {
      throw new ConsoleFailure(422, e.of(file.getFileName().toString()));
    }
  }
}
