package dev.tributary.analytics;

import dev.tributary.analytics.rules.AlertRecord;
import dev.tributary.analytics.rules.Rule;
import dev.tributary.analytics.rules.RuleFolder;
import dev.tributary.analytics.rules.RuleSet;
import dev.tributary.analytics.rules.StateForecast;
import dev.tributary.analytics.rules.Tally;
import dev.tributary.analytics.streams.RuleStreams;
import dev.tributary.analytics.streams.RuleTopics;
import dev.tributary.config.Settings;
import dev.tributary.ingest.mqtt.MqttListener;
import dev.tributary.kafka.KafkaModule;
import dev.tributary.module.KeptState;
import dev.tributary.module.Meters;
import dev.tributary.module.Metric;
import dev.tributary.module.Module;
import dev.tributary.module.Part;
import dev.tributary.module.Series;
import dev.tributary.normalize.Normalization;
import dev.tributary.project.Finding;
import dev.tributary.project.Project;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Rules: what routes/analytics says, run on Kafka Streams where there is one. */
public final class AnalyticsModule implements Module {
  private static final String KINDS = "kinds.yaml";

  /** What the command verify sends concerns no rule. */
  private static final Set<String> NOT_READ = Set.of("verify");

  private final Settings.Tributary settings;
  private final KafkaModule kafka;
  private final Tally tally = new Tally();
  private final RuleStreams streams;
  private final TickSender ticks;
  private volatile BooleanSupplier reachable = () -> true;
  private volatile Active active = new Active(null, RuleSet.NONE, Set.of());

  private Set<Part> parts = Part.ALL;

  /** Null until there are meters. */
  private Series<List<Tally>> byRule;

  /** Whose rules run while the folder has none, or null. */
  private volatile Path standIn;

  /**
   * What is active.
   *
   * @param project null before the first is read
   * @param topics of all kinds, without prefix
   */
  private record Active(Project project, RuleSet rules, Set<String> topics) {}

  /** The rules of a folder, and what is wrong with them. */
  private record Read(RuleSet rules, List<String> problems) {}

  /**
   * @param storedUntil the time up to which all that this gateway received is stored
   */
  public AnalyticsModule(Settings settings, KafkaModule kafka, LongSupplier storedUntil) {
    this.settings = settings.tributary();
    this.kafka = kafka;
    this.streams = new RuleStreams(settings, this::gateway, this::rules, this::inputs, tally);
    this.ticks =
        new TickSender(
            kafka,
            this::gateway,
            () -> !rules().isEmpty(),
            () -> reachable.getAsBoolean(),
            streams::wanted,
            storedUntil);
  }

  private String gateway() {
    return MqttListener.clientId(settings.mqtt().clientId());
  }

  /** Which parts this process runs: rules are judged in one, and the ingest says its time. */
  public void parts(Set<Part> here) {
    this.parts = here;
  }

  /** Whether devices can reach this gateway: silence is judged only while they can. */
  public void reachable(BooleanSupplier can) {
    this.reachable = can;
  }

  /** Each alert that fires, reminds or is resolved in this process from now on. */
  public void follow(Consumer<AlertRecord> alerts) {
    streams.watch().follow(alerts);
  }

  /**
   * While the folder of routes has no rule, those of this one run; to be called once there is a
   * project.
   *
   * @return whether they run now
   */
  public boolean standIn(Path folder) {
    standIn = folder;
    boolean none = rules().isEmpty();
    activate(active.project());
    return none && !rules().isEmpty();
  }

  /** The rules of a folder; what is wrong with them is left out. */
  public static RuleSet rules(Project project) {
    return of(project).rules();
  }

  /** What is wrong with the rules of a folder, one sentence each. */
  public static List<String> problems(Project project) {
    return of(project).problems();
  }

  /** What the state of a folder's rules takes, of one device; empty where there is no rule. */
  public static Optional<StateForecast> forecast(Project project) {
    RuleSet rules = rules(project);
    return rules.isEmpty()
        ? Optional.empty()
        : Normalization.kindTypes(project).map(kinds -> StateForecast.of(rules, kinds));
  }

  /** The topics without prefix that rules read, of all kinds of a folder. */
  public static Set<String> topics(Project project) {
    Set<String> topics = new TreeSet<>(Normalization.topics(project));
    topics.removeAll(NOT_READ);
    return topics;
  }

  private static Read of(Project project) {
    Optional<Map<String, String>> kinds = Normalization.kindTypes(project);
    if (kinds.isEmpty()) {
      return new Read(RuleSet.NONE, List.of());
    }
    return project.part(
        Read.class,
        AnalyticsModule::isRead,
        () -> {
          List<String> problems = new ArrayList<>();
          return new Read(RuleFolder.read(project.folder(), kinds.get(), problems), problems);
        });
  }

  private static boolean isRead(Path file) {
    Path folder = file.getParent();
    return file.endsWith(KINDS)
        || (folder != null
            && (folder.endsWith(RuleFolder.FOLDER) || folder.endsWith(RuleFolder.ZONES)));
  }

  @Override
  public List<Finding> findings(Project project) {
    Read read = of(project);
    List<Finding> findings = new ArrayList<>(read.problems().stream().map(Finding::of).toList());
    if (!read.rules().isEmpty() && settings.kafka().partitionBy().equals("region")) {
      findings.add(
          Finding.of(
              "tributary.kafka.partition-by must be device where there are rules, but is region:"
                  + " rules do not bring the records of a device together yet"));
    }
    return findings;
  }

  @Override
  public boolean reads(Path file) {
    return isRead(file);
  }

  @Override
  public Runnable read(Project project) {
    List<Finding> findings = findings(project);
    if (!findings.isEmpty()) {
      throw new IllegalArgumentException(
          String.join("\n", findings.stream().map(Finding::toString).toList()));
    }
    Active before = active;
    activate(project);
    return () -> {
      active = before;
      showByRule();
    };
  }

  private void activate(Project project) {
    active = new Active(project, activeRules(project), Normalization.topics(project));
    if (isOn()) {
      kafka.expect(RuleTopics.of(rules()));
    }
    showByRule();
  }

  private void showByRule() {
    if (byRule != null) {
      Map<String, List<Tally>> tallies = new LinkedHashMap<>();
      rules().all().forEach(rule -> tallies.put(rule.name(), List.of(tally.of(rule.name()))));
      byRule.show(tallies);
    }
  }

  private RuleSet activeRules(Project project) {
    RuleSet rules = rules(project);
    Path instead = standIn;
    if (!rules.isEmpty() || instead == null || settings.kafka().partitionBy().equals("region")) {
      return rules;
    }
    return Normalization.kindTypes(project)
        .map(kinds -> RuleFolder.read(instead, kinds, new ArrayList<>()))
        .orElse(rules);
  }

  @Override
  public List<KeptState> kept() {
    Project project = active.project();
    return project == null ? List.of() : rules(project).all().stream().map(Rule::kept).toList();
  }

  private boolean isJudging() {
    return isOn() && parts.contains(Part.ANALYTICS);
  }

  private boolean isOn() {
    return settings.analytics().enabled() && !kafka.isOffline();
  }

  /** The topics of all kinds, and those that a route names. */
  private Set<String> inputs() {
    Set<String> inputs = new TreeSet<>(active.topics());
    inputs.addAll(kafka.topics().events());
    inputs.removeAll(NOT_READ);
    return inputs;
  }

  /** The rules that are active. */
  public RuleSet rules() {
    return active.rules();
  }

  /** Whether rules run; also where there are none. */
  public boolean isRunning() {
    return rules().isEmpty() || streams.isRunning();
  }

  /** For {@code /info}. */
  public List<Map<String, Object>> info() {
    List<Map<String, Object>> all = new ArrayList<>();
    Set<String> off = streams.watch().switchedOff();
    for (Rule rule : rules().all()) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("name", rule.name());
      one.put("type", rule instanceof Rule.Measure ? "measure" : "alert");
      one.put("version", rule.version());
      one.put("file", rule.where());
      one.put("status", status(rule, off));
      all.add(one);
    }
    return all;
  }

  /** What a rule has counted in this process. */
  public Tally counts(String rule) {
    return tally.of(rule);
  }

  private String status(Rule rule, Set<String> off) {
    return !isJudging() ? "not here" : off.contains(rule.name()) ? "switched off" : "active";
  }

  @Override
  public List<Metric> metrics() {
    return AnalyticsMeters.METRICS;
  }

  @Override
  public void meters(Meters meters) {
    AnalyticsMeters.make(
        meters, tally, streams.watch(), () -> rules().all().size(), () -> !rules().isEmpty());
    byRule = AnalyticsMeters.byRule(meters);
    showByRule();
  }

  @Override
  public String status() {
    int firing = streams.watch().firing();
    return firing == 0 ? "" : firing == 1 ? "1 alert firing" : firing + " alerts firing";
  }

  @Override
  public void started() {
    if (isJudging()) {
      streams.start();
    }
    if (isOn() && parts.contains(Part.INGEST)) {
      ticks.start();
    }
  }

  @Override
  public List<String> degradations() {
    if (!isJudging()) {
      return List.of();
    }
    List<String> sentences = new ArrayList<>();
    String problem = streams.problem();
    if (problem != null) {
      sentences.add(problem);
    }
    streams
        .watch()
        .switchedOff()
        .forEach(
            name -> sentences.add("rule %s is switched off: it failed too often".formatted(name)));
    return sentences;
  }

  @Override
  public void close() {
    ticks.close();
    streams.close();
  }
}
