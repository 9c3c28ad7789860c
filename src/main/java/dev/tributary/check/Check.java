package dev.tributary.check;

import dev.tributary.config.FailureSentence;
import dev.tributary.config.Mode;
import dev.tributary.config.Problems;
import dev.tributary.config.Settings;
import dev.tributary.config.SettingsLoader;
import dev.tributary.contract.AddressTemplates;
import dev.tributary.ingest.coap.CoapListener;
import dev.tributary.ingest.http.HttpListener;
import dev.tributary.library.Libraries;
import dev.tributary.library.LibraryFolder;
import dev.tributary.module.Module;
import dev.tributary.module.Modules;
import dev.tributary.project.Finding;
import dev.tributary.project.MadeRoute;
import dev.tributary.project.Pipeline;
import dev.tributary.project.Project;
import dev.tributary.project.RouteFolder;
import dev.tributary.project.StrayFiles;
import dev.tributary.project.YamlTree;
import dev.tributary.text.Printable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Everything that can be known of a gateway's files before it runs, without any network. */
public final class Check {
  /** How many problems of one file are reported. */
  private static final int MOST = 100;

  private static final Logger LOG = LoggerFactory.getLogger(Check.class);

  private final List<Finding> findings = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private Settings settings;
  private Project project;

  private Check() {}

  /** Reads settings and routes and finds all that is wrong with them. */
  public static Check of(
      Path config,
      Map<String, String> environment,
      Map<String, String> sets,
      Path routes,
      Modules modules) {
    Check check = new Check();
    Libraries.problems().forEach(problem -> check.findings.add(Finding.of(problem)));
    check.warnings.addAll(Libraries.warnings());
    LibraryFolder.differences(Libraries.folder(config))
        .forEach(problem -> check.findings.add(Finding.of(problem)));
    try {
      Project project = Project.read(routes);
      check.project = project;
      SettingsLoader.Loaded loaded = SettingsLoader.load(Mode.DEV, config, environment, sets);
      check.settings = loaded.settings();
      check.warnings.addAll(loaded.warnings());
      check.warnOfUnset(loaded.settings().tributary());
      check.warnings.addAll(HttpListener.warnings(loaded.settings().tributary().http()));
      check.lookAt(loaded, project, modules);
    } catch (Problems.Found e) {
      e.problems().forEach(problem -> check.findings.add(Finding.of(problem)));
    } catch (IOException | RuntimeException | Error e) {
      LOG.debug("The check failed", e);
      check.findings.add(Finding.of("not all can be checked: " + FailureSentence.of(e)));
    }
    return check;
  }

  /** The same of a folder under settings that are valid, and of nothing besides. */
  public static Check of(SettingsLoader.Loaded loaded, Project project, Modules modules)
      throws IOException {
    Check check = new Check();
    check.project = project;
    check.settings = loaded.settings();
    check.lookAt(loaded, project, modules);
    return check;
  }

  private void lookAt(SettingsLoader.Loaded loaded, Project read, Modules modules)
      throws IOException {
    Settings.Tributary tributary = loaded.settings().tributary();
    findings.addAll(folder(loaded, read, modules));
    if (read.files().isExcessive()) {
      return;
    }
    if (findings.isEmpty()) {
      warnings.addAll(TopicRules.warnings(tributary, read));
      List<YamlTree> trees = read.routes().trees();
      List<String> addresses = AddressTemplates.parse(tributary.addresses()).paths();
      Pipeline pipeline = Pipeline.of(trees, addresses);
      Map<String, String> properties = StandIns.properties(loaded.settings(), loaded.inForce());
      Stream.of(
              ReachRules.unreached(trees, pipeline),
              StepRules.warnings(trees, pipeline),
              OptionRules.warnings(ResolvedUses.of(trees, properties, MadeRoute.in(trees))))
          .flatMap(List::stream)
          .forEach(finding -> warnings.add(finding.toString()));
    }
    // Not before a start or a reload: a wrong test stops no gateway.
    findings.addAll(part("the cases", () -> CaseFiles.findings(tributary, read)));
    List<Finding> schemas = part("the schemas", () -> SchemaFiles.findings(read.folder()));
    // findings that the schema reports in more detail
    findings.removeIf(
        known -> schemas.stream().anyMatch(better -> better.file().equals(known.file())));
    findings.addAll(schemas);
  }

  /** That there are no settings to check. */
  public static Check failed(String problem) {
    Check check = new Check();
    check.findings.add(Finding.of(problem));
    return check;
  }

  /**
   * What is wrong with a folder of routes under valid settings: the same before a start, before a
   * reload and for {@code check}.
   */
  public static List<Finding> folder(
      SettingsLoader.Loaded loaded, Project project, Modules modules) {
    Path routes = project.folder();
    List<Finding> findings = new ArrayList<>();
    if (!Files.isDirectory(routes)) {
      return List.of(
          Finding.of(
              "the folder of routes must exist but \"%s\" does not (--routes names another; init writes one)"
                  .formatted(routes)));
    }
    if (project.files().isExcessive()) {
      return project.files().problems();
    }
    Settings settings = loaded.settings();
    try {
      AddressTemplates.parse(settings.tributary().addresses())
          .overlaps()
          .forEach(problem -> findings.add(Finding.of("tributary.addresses: " + problem)));
    } catch (IllegalArgumentException e) {
      return List.of(Finding.of("tributary.addresses: " + e.getMessage()));
    }
    CoapListener.problems(settings.tributary().coap())
        .forEach(problem -> findings.add(Finding.of(problem)));
    HttpListener.problems(settings.tributary().http())
        .forEach(problem -> findings.add(Finding.of(problem)));
    List<Module> made = modules.of(settings);
    try {
      made.forEach(module -> findings.addAll(part("a file", () -> read(module, project))));
      RouteCheck check =
          new RouteCheck(
              settings.tributary(), StandIns.properties(settings, loaded.inForce()), made);
      findings.addAll(part("the routes", () -> check.findings(project.routes())));
      findings.addAll(part("the files", () -> StrayFiles.of(project).findings()));
    } finally {
      made.forEach(Module::close);
    }
    return bounded(findings);
  }

  /** What is wrong with the files of a module; it reads them if nothing is. */
  private static List<Finding> read(Module module, Project project) {
    List<Finding> findings = module.findings(project);
    try {
      if (findings.isEmpty()) {
        module.read(project);
      }
      return findings;
    } catch (IOException e) {
      return List.of(Finding.of(FailureSentence.of(e)));
    }
  }

  /** Sorted by file and line; of a file in which all is wrong, the first. */
  private static List<Finding> bounded(List<Finding> findings) {
    Map<String, Integer> counts = new HashMap<>();
    List<Finding> bounded = new ArrayList<>();
    for (Finding finding : findings.stream().distinct().sorted().toList()) {
      if (finding.file() == null || counts.merge(finding.file(), 1, Integer::sum) <= MOST) {
        bounded.add(finding);
      }
    }
    counts.forEach(
        (file, count) -> {
          if (count > MOST) {
            bounded.add(new Finding(file, 0, "%d problems more".formatted(count - MOST)));
          }
        });
    return bounded.stream().sorted().toList();
  }

  /** Whatever a part of the check throws, an error too, is a finding, and the others go on. */
  private static List<Finding> part(String name, Supplier<List<Finding>> part) {
    try {
      return part.get();
    } catch (RuntimeException | Error e) {
      LOG.debug("The check of {} failed", name, e);
      return List.of(Finding.of("%s cannot be checked: %s".formatted(name, FailureSentence.of(e))));
    }
  }

  /**
   * The same for a start, where time counts: only if a look at the files finds something, or if the
   * start has failed, is all of it looked for.
   *
   * @param failed whether the start has failed already
   * @throws Problems.Found with all that is wrong
   */
  public static void start(
      SettingsLoader.Loaded loaded, Project project, Modules modules, boolean failed) {
    Settings.Tributary settings = loaded.settings().tributary();
    RouteFolder folder = project.routes();
    Map<String, String> properties = StandIns.properties(loaded.settings(), loaded.inForce());
    if (failed
        || !folder.unreadable().isEmpty()
        || !PlaceholderRules.findings(properties, folder.trees()).isEmpty()
        || !RouteCheck.rules(settings, properties, folder).isEmpty()) {
      Problems problems = new Problems();
      folder(loaded, project, modules).stream()
          .distinct()
          .map(Finding::toString)
          .forEach(problems::add);
      problems.throwIfAny();
    }
  }

  private void warnOfUnset(Settings.Tributary tributary) {
    if (tributary.mqtt().brokerUrl() == null) {
      warnings.add(unset("tributary.mqtt.broker-url"));
    }
    if (tributary.kafka().brokers() == null) {
      warnings.add(unset("tributary.kafka.brokers"));
    }
  }

  private static String unset(String key) {
    return "%s is unset: run needs it, dev embeds a broker".formatted(key);
  }

  /** Sorted by file and line. */
  public List<Finding> findings() {
    return bounded(findings);
  }

  public List<String> warnings() {
    return warnings.stream().map(Printable::line).toList();
  }

  /** The folder as it was read. */
  public Project project() {
    return project;
  }

  /** The settings, or null where they are wrong. */
  public Settings settings() {
    return settings;
  }
}
