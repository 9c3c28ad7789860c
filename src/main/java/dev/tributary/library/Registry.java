package dev.tributary.library;

import dev.tributary.config.FailureSentence;
import dev.tributary.config.Nearest;
import eu.maveniverse.maven.mima.context.Context;
import eu.maveniverse.maven.mima.context.ContextOverrides;
import eu.maveniverse.maven.mima.context.Runtimes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.eclipse.aether.RepositoryException;
import org.eclipse.aether.artifact.Artifact;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.collection.CollectRequest;
import org.eclipse.aether.graph.Dependency;
import org.eclipse.aether.graph.Exclusion;
import org.eclipse.aether.resolution.ArtifactDescriptorRequest;
import org.eclipse.aether.resolution.ArtifactRequest;
import org.eclipse.aether.resolution.ArtifactResult;
import org.eclipse.aether.resolution.DependencyRequest;
import org.eclipse.aether.resolution.VersionRangeRequest;
import org.eclipse.aether.transfer.ArtifactNotFoundException;
import org.eclipse.aether.version.Version;

/**
 * Gets jars as Maven does: with its settings, mirrors, proxies and local repository. Versions are
 * those that the gateway is built with, and what is in its jar is left out.
 */
final class Registry implements AutoCloseable {
  private static final String CAMEL = "org.apache.camel";

  /** Lists of versions that belong together, and what in the jar has the version of each. */
  private static final Map<String, String> PLATFORMS =
      Map.of(
          CAMEL + ":camel-bom",
          CAMEL + ":camel-api",
          "io.netty:netty-bom",
          "io.netty:netty-common",
          "io.vertx:vertx-dependencies",
          "io.vertx:vertx-core",
          "com.fasterxml.jackson:jackson-bom",
          "com.fasterxml.jackson.core:jackson-databind",
          "org.apache.logging.log4j:log4j-bom",
          "org.apache.logging.log4j:log4j-core");

  /** What does under another name what the jar has: its classes would be there twice. */
  private static final List<String> OTHER_NAMES =
      List.of(
          "org.springframework:spring-jcl",
          "org.slf4j:jcl-over-slf4j",
          "ch.qos.logback:logback-classic",
          "org.slf4j:slf4j-simple",
          "log4j:log4j");

  private static final Pattern UNFINISHED =
      Pattern.compile("(?i).*[.-]?(alpha|beta|rc|cr|m\\d|milestone|snapshot|preview|pre|dev|ea).*");

  private final Map<String, String> contents = Contents.versions();
  private final Context maven;
  private Map<String, String> platform;

  Registry() {
    Map<String, String> properties = new TreeMap<>();
    System.getProperties()
        .stringPropertyNames()
        .forEach(name -> properties.put(name, System.getProperty(name)));
    maven =
        Runtimes.INSTANCE
            .getRuntime()
            .create(
                ContextOverrides.create()
                    .withUserSettings(true)
                    .withMavenUserHomeOverride(Path.of(System.getProperty("user.home"), ".m2"))
                    .userProperties(properties)
                    .snapshotUpdatePolicy(ContextOverrides.SnapshotUpdatePolicy.ALWAYS)
                    .build());
  }

  /** A jar in the local repository. */
  record Found(Coordinates coordinates, Path file) {}

  /** Whether the gateway's own jar has it, in whatever version. */
  boolean isInJar(Coordinates wanted) {
    return contents.containsKey(wanted.key());
  }

  /**
   * A jar with all that it needs, by the order of their files.
   *
   * @param known versions of what is in lib/ already, by group:artifact
   * @throws Missing where it cannot be had
   */
  List<Found> resolve(Coordinates wanted, Map<String, String> known) throws Missing {
    Coordinates exact = wanted.version().isEmpty() ? wanted.version(version(wanted)) : wanted;
    Set<Exclusion> exclusions = new HashSet<>();
    contents.keySet().forEach(key -> exclusions.add(exclusion(key)));
    OTHER_NAMES.forEach(key -> exclusions.add(exclusion(key)));
    Map<String, String> managed = new TreeMap<>(platform());
    managed.putAll(contents);
    managed.putAll(known);
    CollectRequest request =
        new CollectRequest()
            .addDependency(new Dependency(artifact(exact), "runtime", false, exclusions))
            .setManagedDependencies(
                managed.entrySet().stream()
                    .map(entry -> entry.getKey() + ":" + entry.getValue())
                    .map(text -> new Dependency(new DefaultArtifact(text), null))
                    .toList())
            .setRepositories(maven.remoteRepositories());
    try {
      return maven
          .repositorySystem()
          .resolveDependencies(
              maven.repositorySystemSession(), new DependencyRequest(request, null))
          .getArtifactResults()
          .stream()
          .filter(found -> found.getArtifact().getExtension().equals("jar"))
          .map(Registry::found)
          .sorted(Comparator.comparing(found -> found.coordinates().fileName()))
          .toList();
    } catch (RepositoryException e) {
      throw missing(exact, e);
    }
  }

  /** One jar alone. */
  Found exactly(Coordinates wanted) throws Missing {
    try {
      return found(
          maven
              .repositorySystem()
              .resolveArtifact(
                  maven.repositorySystemSession(),
                  new ArtifactRequest(artifact(wanted), maven.remoteRepositories(), null)));
    } catch (RepositoryException e) {
      throw missing(wanted, e);
    }
  }

  private static Found found(ArtifactResult result) {
    Artifact artifact = result.getArtifact();
    return new Found(
        new Coordinates(
            artifact.getGroupId(),
            artifact.getArtifactId(),
            artifact.getClassifier(),
            artifact.getVersion()),
        artifact.getFile().toPath());
  }

  private static Artifact artifact(Coordinates wanted) {
    return new DefaultArtifact(
        wanted.group(), wanted.artifact(), wanted.classifier(), "jar", wanted.version());
  }

  private static Exclusion exclusion(String key) {
    String[] parts = key.split(":");
    return new Exclusion(parts[0], parts[1], "*", "*");
  }

  /** The version that goes with the gateway, else the newest that is finished. */
  private String version(Coordinates wanted) throws Missing {
    if (wanted.group().equals(CAMEL)) {
      return contents.get(CAMEL + ":camel-api");
    }
    String managed = platform().get(wanted.key());
    return managed == null ? newest(wanted) : managed;
  }

  private String newest(Coordinates wanted) throws Missing {
    List<Version> versions;
    try {
      versions =
          maven
              .repositorySystem()
              .resolveVersionRange(
                  maven.repositorySystemSession(),
                  new VersionRangeRequest(
                      artifact(wanted.version("[0,)")), maven.remoteRepositories(), null))
              .getVersions();
    } catch (RepositoryException e) {
      throw missing(wanted, e);
    }
    List<String> finished =
        versions.stream()
            .map(Version::toString)
            .filter(version -> !UNFINISHED.matcher(version).matches())
            .toList();
    if (finished.isEmpty()) {
      throw new Missing(
          "%s: no version of it can be found; is the name right, and the network there? %s"
              .formatted(wanted, BY_HAND));
    }
    return finished.get(finished.size() - 1);
  }

  private static final String BY_HAND =
      "(without a network, copy the jar and those that it needs into lib/)";

  /** The versions that the platforms name, by group:artifact. */
  private Map<String, String> platform() throws Missing {
    if (platform == null) {
      Map<String, String> all = new TreeMap<>();
      for (Map.Entry<String, String> list : new TreeMap<>(PLATFORMS).entrySet()) {
        all.putAll(managed(list.getKey() + ":pom:" + contents.get(list.getValue())));
      }
      platform = all;
    }
    return platform;
  }

  private Map<String, String> managed(String pom) throws Missing {
    Map<String, String> versions = new TreeMap<>();
    try {
      maven
          .repositorySystem()
          .readArtifactDescriptor(
              maven.repositorySystemSession(),
              new ArtifactDescriptorRequest(
                  new DefaultArtifact(pom), maven.remoteRepositories(), null))
          .getManagedDependencies()
          .stream()
          .map(Dependency::getArtifact)
          .filter(found -> found.getClassifier().isEmpty() && found.getExtension().equals("jar"))
          .forEach(
              found ->
                  versions.put(
                      found.getGroupId() + ":" + found.getArtifactId(), found.getVersion()));
    } catch (RepositoryException e) {
      throw new Missing("%s cannot be had: %s %s".formatted(pom, FailureSentence.of(e), BY_HAND));
    }
    return versions;
  }

  /** The names of all parts of Camel. */
  Set<String> camelNames() throws Missing {
    Set<String> names = new TreeSet<>();
    platform()
        .keySet()
        .forEach(
            key -> {
              if (key.startsWith(CAMEL + ":camel-")) {
                names.add(key.substring(CAMEL.length() + 1));
              }
            });
    return names;
  }

  private Missing missing(Coordinates wanted, RepositoryException failure) throws Missing {
    List<String> absent = new ArrayList<>();
    Set<Throwable> seen = new HashSet<>();
    for (Throwable t = failure; t != null && seen.add(t); t = t.getCause()) {
      if (t instanceof ArtifactNotFoundException notFound && notFound.getArtifact() != null) {
        absent.add(notFound.getArtifact().toString());
      }
    }
    if (absent.isEmpty()) {
      return new Missing(
          "%s cannot be had: %s %s".formatted(wanted, FailureSentence.of(failure), BY_HAND));
    }
    if (wanted.group().equals(CAMEL) && !camelNames().contains(wanted.artifact())) {
      return new Missing(
          "Camel has no %s%s"
              .formatted(wanted.artifact(), Nearest.hint(wanted.artifact(), camelNames())));
    }
    return new Missing(
        "%s cannot be had: no repository has %s %s".formatted(wanted, absent.get(0), BY_HAND));
  }

  @Override
  public void close() {
    maven.close();
  }

  /** That something cannot be had, in a sentence. */
  static final class Missing extends Exception {
    private static final long serialVersionUID = 1L;

    Missing(String sentence) {
      super(sentence);
    }
  }
}
