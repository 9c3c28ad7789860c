package dev.tributary.check;

import dev.tributary.config.Settings;
import dev.tributary.contract.AddressTemplates;
import dev.tributary.engine.GatewayContext;
import dev.tributary.engine.RouteLoading;
import dev.tributary.engine.RouteModel;
import dev.tributary.module.Module;
import dev.tributary.project.Finding;
import dev.tributary.project.MadeRoute;
import dev.tributary.project.Pipeline;
import dev.tributary.project.RouteFolder;
import dev.tributary.project.YamlTree;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.camel.model.RouteDefinition;

/**
 * Everything about the Camel files of a folder that can be known without a network. The routes are
 * built in a context of their own that is never started.
 */
public final class RouteCheck {
  private final Settings.Tributary settings;
  private final Map<String, String> properties;
  private final List<Module> modules;

  /**
   * @param properties what {@code {{…}}} stands for in a route
   * @param modules what routes refer to
   */
  public RouteCheck(
      Settings.Tributary settings, Map<String, String> properties, List<Module> modules) {
    this.settings = settings;
    this.properties = properties;
    this.modules = modules;
  }

  public List<Finding> findings(RouteFolder folder) {
    List<Finding> findings = new ArrayList<>(folder.findings());
    List<Finding> excessive = PlaceholderRules.findings(properties, folder.trees());
    findings.addAll(excessive);
    if (excessive.isEmpty()) {
      findings.addAll(rules(settings, properties, folder));
      findings.addAll(built(folder, findings));
    }
    return findings.stream().distinct().sorted().toList();
  }

  /** What Camel would start without a word although it breaks a rule of the gateway's. */
  static List<Finding> rules(
      Settings.Tributary settings, Map<String, String> properties, RouteFolder folder) {
    List<Finding> findings = new ArrayList<>();
    List<EndpointUse> uses =
        folder.trees().stream().flatMap(tree -> EndpointUse.in(tree).stream()).toList();
    List<String> addresses = AddressTemplates.parse(settings.addresses()).paths();
    Pipeline pipeline = Pipeline.of(folder.trees(), addresses);
    Owners owners = new Owners(folder.trees(), pipeline);
    List<MadeRoute> made = MadeRoute.in(folder.trees());
    for (EndpointUse use : ResolvedUses.of(folder.trees(), properties, made)) {
      findings.addAll(ReferenceRules.emptyAddress(use));
      if (owners.isPipelines(use)) {
        findings.addAll(GuardedOptions.findings(use, settings.unsafe()));
      }
      findings.addAll(OptionRules.of(use));
    }
    findings.addAll(ReferenceRules.findings(folder.trees()));
    findings.addAll(ReferenceRules.entrances(uses, owners));
    folder.trees().forEach(tree -> findings.addAll(OptionRules.ofSteps(tree)));
    findings.addAll(
        DirectRules.findings(
            uses,
            made.stream().map(MadeRoute::address).collect(Collectors.toSet()),
            folder.unreadable()));
    findings.addAll(ReachRules.drops(uses, folder.trees(), pipeline));
    findings.addAll(ReachRules.circles(folder.trees(), pipeline));
    findings.addAll(GlobalRules.findings(folder.trees(), pipeline));
    findings.addAll(StepRules.problems(folder.trees(), pipeline));
    findings.addAll(RouteIds.findings(folder.trees()));
    findings.addAll(RestRules.findings(folder.trees(), addresses));
    findings.addAll(
        IngestRules.findings(uses, pipeline, AddressTemplates.parse(settings.addresses())));
    findings.addAll(AddressRules.findings(folder.trees(), uses, properties, addresses));
    return findings;
  }

  private List<Finding> built(RouteFolder folder, List<Finding> known) {
    List<Finding> findings = new ArrayList<>();
    Set<String> blamed = new HashSet<>();
    for (Finding finding : known) {
      blamed.add(finding.file() + ":" + finding.line());
      blamed.add(finding.file() + ": " + finding.problem());
    }
    try (GatewayContext camel = context()) {
      StandIns.bind(camel);
      modules.forEach(module -> module.bind(camel));
      camel.build();
      RouteFolder.Surroundings around = folder.surroundings(properties);
      List<YamlTree> unbuilt =
          folder.trees().stream().filter(tree -> !folder.isBuilt(tree, around)).toList();
      RouteLoading loading = load(camel, folder, unbuilt, blamed);
      List<MadeRoute> made = MadeRoute.in(folder.trees());
      findings.addAll(loading.end(made));
      findings.addAll(new KameletRules(camel, properties.keySet()).findings(folder.trees()));
      findings.addAll(DataTypeRules.findings(camel, folder.trees()));
      Set<String> beans = camel.getRegistry().findByTypeWithName(Object.class).keySet();
      for (YamlTree tree : unbuilt) {
        findings.addAll(modelled(camel, tree, made, beans));
        if (folder.isSound(tree)
            && findings.stream().noneMatch(found -> tree.file().equals(found.file()))) {
          folder.built(tree, around);
        }
      }
    } catch (Exception e) {
      findings.add(Finding.of("the routes cannot be built: " + e.getMessage()));
    }
    findings.removeIf(
        finding ->
            blamed.contains(finding.file() + ":" + finding.line())
                || blamed.contains(finding.file() + ": " + finding.problem()));
    return findings;
  }

  /**
   * @param blamed gets the lines that were left out, which have findings already
   */
  private static RouteLoading load(
      GatewayContext camel, RouteFolder folder, List<YamlTree> unbuilt, Set<String> blamed)
      throws Exception {
    RouteLoading loading = new RouteLoading(camel);
    for (YamlTree tree : folder.trees()) {
      if (!folder.isSound(tree)) {
        loading.load(tree, folder.mended(tree));
        folder.doubtful(tree).forEach(line -> blamed.add(tree.file() + ":" + line));
      } else if (unbuilt.contains(tree) || !tree.isRoutesOnly()) {
        loading.load(tree);
      }
    }
    return loading;
  }

  /** What is wrong with the routes of this file, and with those that its templates make. */
  private static List<Finding> modelled(
      GatewayContext camel, YamlTree tree, List<MadeRoute> made, Set<String> beans) {
    List<Finding> findings = new ArrayList<>();
    for (int i = 0; i < tree.root().size(); i++) {
      RouteDefinition route =
          camel.getRouteDefinition(tree.root().path(i).path("route").path("id").asText());
      if (route != null) {
        findings.addAll(new RouteModel(camel, tree, beans).build(route, "/" + i + "/route"));
      }
    }
    for (MadeRoute each : made) {
      RouteDefinition route = camel.getRouteDefinition(each.id());
      if (route != null && each.template() != null && each.tree() == tree) {
        RouteModel model = new RouteModel(camel, each.template(), beans);
        findings.addAll(model.build(route, each.templatePointer()));
      }
    }
    return findings;
  }

  private GatewayContext context() {
    GatewayContext camel = new GatewayContext();
    camel.disableJMX();
    camel.setSourceLocationEnabled(true);
    camel.setLoadTypeConverters(false);
    camel.getRestConfiguration().setInlineRoutes(false);
    camel.getRestConfiguration().setComponent("platform-http");
    Properties initial = new Properties();
    initial.putAll(properties);
    camel.getPropertiesComponent().setInitialProperties(initial);
    return camel;
  }
}
