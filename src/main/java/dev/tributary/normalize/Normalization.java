package dev.tributary.normalize;

import dev.tributary.config.Settings;
import dev.tributary.module.Meters;
import dev.tributary.module.Metric;
import dev.tributary.module.Module;
import dev.tributary.project.Finding;
import dev.tributary.project.Project;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.camel.CamelContext;

/**
 * The stage normalize: binds the steps {@code decode} and {@code envelope} and the component {@code
 * mapping}, and holds the catalogue that they work by.
 */
public final class Normalization implements Module {
  private final Settings.Normalize settings;
  private final NormalizeObserver observer;
  private final Consumer<Set<String>> topics;
  private final UnknownFields unknown = new UnknownFields(() -> this.catalogue);

  /** Null until a folder was read. */
  private volatile Catalogue catalogue;

  /**
   * @param topics is given the topics of all kinds, without prefix, whenever they are read
   */
  public Normalization(Settings.Normalize settings, Meters meters, Consumer<Set<String>> topics) {
    this(settings, observer(meters), topics);
  }

  public Normalization(
      Settings.Normalize settings, NormalizeObserver observer, Consumer<Set<String>> topics) {
    this.settings = settings;
    this.observer = observer;
    this.topics = topics;
  }

  /** Counts and times what normalization does. */
  public static NormalizeObserver observer(Meters meters) {
    return new NormalizeMeters(meters);
  }

  @Override
  public List<Finding> findings(Project project) {
    return Catalogue.of(project).problems().stream()
        .map(problem -> Finding.of(project.folder().getFileName() + "/" + problem))
        .toList();
  }

  @Override
  public boolean reads(Path file) {
    return Catalogue.reads(file);
  }

  @Override
  public Runnable read(Project project) {
    Catalogue.Read read = Catalogue.of(project);
    if (!read.problems().isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", read.problems()));
    }
    Catalogue before = catalogue;
    catalogue = read.catalogue();
    topics.accept(catalogue.topics());
    return () -> catalogue = before;
  }

  /** The topics of all kinds, without prefix, and the shared ones. */
  public static Set<String> topics(Project project) {
    return Catalogue.of(project).catalogue().topics();
  }

  /** The names of all kinds; empty where the catalogue is wrong. */
  public static Optional<Set<String>> kinds(Project project) {
    Catalogue.Read read = Catalogue.of(project);
    return read.problems().isEmpty()
        ? Optional.of(Set.copyOf(read.catalogue().kinds().all().keySet()))
        : Optional.empty();
  }

  /** The type of each kind: number, boolean, string or position; empty where there is a problem. */
  public static Optional<Map<String, String>> kindTypes(Project project) {
    Catalogue.Read read = Catalogue.of(project);
    Map<String, String> types = new TreeMap<>();
    read.catalogue()
        .kinds()
        .all()
        .forEach((name, kind) -> types.put(name, kind.type().name().toLowerCase(Locale.ROOT)));
    return read.problems().isEmpty() ? Optional.of(types) : Optional.empty();
  }

  @Override
  public List<Metric> metrics() {
    return NormalizeMeters.METRICS;
  }

  @Override
  public void bind(CamelContext camel) {
    camel
        .getRegistry()
        .bind(
            "decode",
            new DecodeStep(settings.maxDepth(), settings.maxValues(), () -> catalogue, observer));
    camel
        .getRegistry()
        .bind("envelope", new EnvelopeStep(settings, () -> catalogue, observer, unknown));
    camel.addComponent("mapping", new MappingComponent(() -> catalogue, observer));
  }

  @Override
  public void started() {
    unknown.open();
  }

  @Override
  public void close() {
    unknown.close();
  }
}
