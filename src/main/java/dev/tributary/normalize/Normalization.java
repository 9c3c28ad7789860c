package dev.tributary.normalize;

import dev.tributary.config.Settings;
import dev.tributary.module.Meters;
import dev.tributary.module.Metric;
import dev.tributary.module.Module;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.CamelContext;

/**
 * The stage normalize: binds the steps {@code decode} and {@code envelope} and the component {@code
 * mapping}, and holds the catalogue that they work by.
 */
public final class Normalization implements Module {
  private final Path routes;
  private final Settings.Normalize settings;
  private final NormalizeObserver observer;
  private volatile Catalogue catalogue;

  public Normalization(Settings.Normalize settings, Path routes, Meters meters) {
    this(settings, routes, observer(meters));
  }

  /** Counts and times what normalization does. */
  public static NormalizeObserver observer(Meters meters) {
    return new NormalizeMeters(meters);
  }

  /**
   * @throws IllegalArgumentException naming every problem of the folder, one a line
   */
  public Normalization(Settings.Normalize settings, Path routes, NormalizeObserver observer) {
    this.routes = routes;
    this.settings = settings;
    this.observer = observer;
    List<String> problems = reload();
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", problems));
    }
  }

  /** What is wrong with kinds, shapes, mappings and schemas of a folder, each with its line. */
  public static List<String> check(Path routes) {
    List<String> problems = new ArrayList<>();
    Catalogue.read(routes, problems);
    return problems;
  }

  /** Keeps what is in force now; run it to put that back. */
  public Runnable keep() {
    Catalogue now = catalogue;
    return () -> catalogue = now;
  }

  /** Reads the folder again; takes it up if there is no problem, else leaves all as it was. */
  public List<String> reload() {
    List<String> problems = new ArrayList<>();
    Catalogue read = Catalogue.read(routes, problems);
    if (problems.isEmpty()) {
      catalogue = read;
    }
    return problems;
  }

  /** The topics of all kinds, without prefix, and the shared ones. */
  public Set<String> topics() {
    Set<String> topics = new TreeSet<>();
    topics.add("event.other");
    for (Kind kind : catalogue.kinds().all().values()) {
      topics.add(kind.event().topic());
    }
    return topics;
  }

  /** The names of all kinds. */
  public Set<String> kinds() {
    return Set.copyOf(catalogue.kinds().all().keySet());
  }

  /** The names of all mappings. */
  public Set<String> mappings() {
    return catalogue.mappings().keySet();
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
    camel.getRegistry().bind("envelope", new EnvelopeStep(settings, () -> catalogue, observer));
    camel.addComponent("mapping", new MappingComponent(() -> catalogue, observer));
  }
}
