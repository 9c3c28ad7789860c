package dev.tributary.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * What {@code init} of one version writes. A folder has those that it was made from in an archive,
 * so that later ones can be compared with them and not only with what the operator made of them.
 *
 * @param version the version of the product
 * @param files content by path in the folder
 */
record ShippedFiles(String version, SortedMap<String, byte[]> files) {
  /** In the folder. */
  static final String ARCHIVE = ".shipped.zip";

  private static final String CONTENT = "/dev/tributary/init";

  /** Those in this jar. */
  static ShippedFiles ofThisVersion() throws IOException, URISyntaxException {
    URI content = ShippedFiles.class.getResource(CONTENT).toURI();
    if (content.getScheme().equals("jar")) {
      try (FileSystem jar = FileSystems.newFileSystem(content, Map.of())) {
        return read(jar.getPath(CONTENT));
      }
    }
    return read(Path.of(content));
  }

  private static ShippedFiles read(Path content) throws IOException {
    SortedMap<String, byte[]> files = new TreeMap<>();
    try (Stream<Path> walk = Files.walk(content)) {
      for (Path file : walk.filter(Files::isRegularFile).toList()) {
        files.put(content.relativize(file).toString().replace('\\', '/'), Files.readAllBytes(file));
      }
    }
    return new ShippedFiles(Version.current(), files);
  }

  /** Those that this folder was made from, none where it does not say so. */
  static ShippedFiles of(Path folder) throws IOException {
    Path archive = folder.resolve(ARCHIVE);
    if (!Files.exists(archive)) {
      return new ShippedFiles("", Collections.emptySortedMap());
    }
    SortedMap<String, byte[]> files = new TreeMap<>();
    try (ZipFile zip = new ZipFile(archive.toFile(), StandardCharsets.UTF_8)) {
      Enumeration<? extends ZipEntry> entries = zip.entries();
      while (entries.hasMoreElements()) {
        ZipEntry entry = entries.nextElement();
        files.put(entry.getName(), zip.getInputStream(entry).readAllBytes());
      }
      return new ShippedFiles(
          Objects.requireNonNullElse(zip.getComment(), "a version without a name"), files);
    }
  }

  boolean isKnown() {
    return !files.isEmpty();
  }

  /** Remembers in a folder that it was made from these. */
  void remember(Path folder) throws IOException {
    try (OutputStream out = Files.newOutputStream(folder.resolve(ARCHIVE));
        ZipOutputStream zip = new ZipOutputStream(out, StandardCharsets.UTF_8)) {
      zip.setComment(version);
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        ZipEntry entry = new ZipEntry(file.getKey());
        entry.setTime(0); // the same folder from the same jar
        zip.putNextEntry(entry);
        zip.write(file.getValue());
      }
    }
  }
}
