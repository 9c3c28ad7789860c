package dev.tributary.library;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

/** A Maven repository in a folder, and the settings.xml of a user who has only that. */
final class MavenRepository {
  private final Path home;
  private final Path repository;

  MavenRepository(Path home) throws IOException {
    this.home = home;
    this.repository = Files.createDirectories(home.resolve("repository"));
    Files.createDirectories(home.resolve(".m2"));
    Files.writeString(
        home.resolve(".m2/settings.xml"),
        """
        <settings>
          <localRepository>%s</localRepository>
          <mirrors><mirror><id>here</id><mirrorOf>*</mirrorOf><url>%s</url></mirror></mirrors>
        </settings>
        """
            .formatted(home.resolve("local"), repository.toUri()));
  }

  /** As if the network were gone. */
  void hide() throws IOException {
    Files.move(repository, home.resolve("hidden"));
  }

  /** A list of versions, as Camel's BOM is one. */
  void platform(String name, String... managed) throws IOException {
    String entries = dependencies(List.of(managed));
    pom(
        name,
        "<packaging>pom</packaging><dependencyManagement>" + entries + "</dependencyManagement>");
  }

  /**
   * A jar with one class-like entry.
   *
   * @param needs {@code group:artifact:version[:scope]}
   */
  void jar(String name, String... needs) throws IOException {
    Path folder = pom(name, dependencies(List.of(needs)));
    String[] parts = name.split(":");
    try (OutputStream out =
            Files.newOutputStream(folder.resolve(parts[1] + "-" + parts[2] + ".jar"));
        JarOutputStream jar = new JarOutputStream(out)) {
      jar.putNextEntry(new JarEntry(name.replace(':', '/')));
      jar.write(name.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
  }

  /** Which versions of an artifact there are. */
  void versions(String key, String... versions) throws IOException {
    String[] parts = key.split(":");
    StringBuilder text = new StringBuilder();
    for (String version : versions) {
      text.append("<version>").append(version).append("</version>");
    }
    Files.writeString(
        repository
            .resolve(parts[0].replace('.', '/'))
            .resolve(parts[1])
            .resolve("maven-metadata.xml"),
        "<metadata><groupId>%s</groupId><artifactId>%s</artifactId><versioning><versions>%s</versions></versioning></metadata>"
            .formatted(parts[0], parts[1], text));
  }

  private Path pom(String name, String rest) throws IOException {
    String[] parts = name.split(":");
    Path folder =
        Files.createDirectories(
            repository.resolve(parts[0].replace('.', '/')).resolve(parts[1]).resolve(parts[2]));
    Files.writeString(
        folder.resolve(parts[1] + "-" + parts[2] + ".pom"),
        "<project><modelVersion>4.0.0</modelVersion><groupId>%s</groupId><artifactId>%s</artifactId><version>%s</version>%s</project>"
            .formatted(parts[0], parts[1], parts[2], rest));
    return folder;
  }

  private static String dependencies(List<String> names) {
    StringBuilder text = new StringBuilder("<dependencies>");
    for (String name : names) {
      String[] parts = name.split(":");
      text.append(
          "<dependency><groupId>%s</groupId><artifactId>%s</artifactId><version>%s</version><scope>%s</scope></dependency>"
              .formatted(parts[0], parts[1], parts[2], parts.length > 3 ? parts[3] : "compile"));
    }
    return text.append("</dependencies>").toString();
  }
}
