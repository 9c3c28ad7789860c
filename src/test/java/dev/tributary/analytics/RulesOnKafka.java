package dev.tributary.analytics;

import dev.tributary.analytics.rules.RuleFolder;
import dev.tributary.analytics.rules.RuleSet;
import dev.tributary.analytics.rules.Tally;
import dev.tributary.analytics.streams.RuleStreams;
import dev.tributary.analytics.streams.RuleTopics;
import dev.tributary.config.Mode;
import dev.tributary.config.Settings;
import dev.tributary.config.SettingsLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.awaitility.Awaitility;

/** Rules as they run in a gateway, with topics of their own, fed by {@link RuleLoad}. */
public final class RulesOnKafka implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofMinutes(1);
  static final int PARTITIONS = 3;
  private static final Map<String, String> KINDS =
      Map.of("temperature", "number", "humidity", "number", "pressure", "number", "door", "string");

  private final String brokers;
  private final String prefix;
  private final Settings settings;
  private final Admin admin;
  private final Set<String> topics = new TreeSet<>();
  private final AtomicReference<RuleSet> rules = new AtomicReference<>(RuleSet.NONE);
  private final List<RuleStreams> instances = new CopyOnWriteArrayList<>();
  final Tally tally = new Tally();

  public RulesOnKafka(String brokers, String prefix) throws Exception {
    this(brokers, prefix, Map.of());
  }

  /**
   * @param more settings
   */
  public RulesOnKafka(String brokers, String prefix, Map<String, String> more) throws Exception {
    this.brokers = brokers;
    this.prefix = prefix;
    Map<String, String> all = new HashMap<>(more);
    all.put("tributary.kafka.brokers", brokers);
    all.put("tributary.kafka.topic-prefix", prefix);
    this.settings = SettingsLoader.load(Mode.DEV, Path.of("none"), Map.of(), all).settings();
    this.admin = Admin.create(Map.of("bootstrap.servers", brokers));
    KINDS.keySet().forEach(kind -> topics.add("sensor." + kind));
    create(topics);
    create(Set.of("dead-letter"));
  }

  private void create(Set<String> plain) throws ExecutionException, InterruptedException {
    Set<String> names = new TreeSet<>();
    plain.forEach(topic -> names.add(prefix + "." + topic));
    names.removeAll(admin.listTopics().names().get());
    admin
        .createTopics(
            names.stream().map(name -> new NewTopic(name, PARTITIONS, (short) -1)).toList())
        .all()
        .get();
  }

  /** The rules from now on, of all instances. */
  public void rules(String yaml) throws IOException, ExecutionException, InterruptedException {
    RuleSet read = read(yaml);
    create(RuleTopics.of(read));
    rules.set(read);
  }

  static RuleSet read(String yaml) throws IOException {
    Path routes = Files.createTempDirectory("rules").resolve("routes");
    Files.createDirectories(routes.resolve("analytics"));
    Files.writeString(routes.resolve("analytics/rules.yaml"), yaml);
    List<String> problems = new ArrayList<>();
    RuleSet rules = RuleFolder.read(routes, KINDS, problems);
    if (!problems.isEmpty()) {
      throw new AssertionError(problems);
    }
    return rules;
  }

  /** One more instance; returns when it has all its partitions. */
  public RuleStreams start(String name) {
    RuleStreams instance = new RuleStreams(settings, () -> name, rules::get, () -> topics, tally);
    instances.add(instance);
    instance.start();
    awaitRunning(instance);
    return instance;
  }

  /** An instance in a process of its own, to be killed: {@code BROKERS PREFIX NAME RULES}. */
  public static void main(String[] arguments) throws Exception {
    RulesOnKafka rules = new RulesOnKafka(arguments[0], arguments[1]);
    rules.rules(arguments[3]);
    rules.start(arguments[2]);
    System.out.println("READY");
    LockSupport.park();
  }

  /** The same as {@link #start} in a process of its own. */
  Process startProcess(String name, String yaml, Path output) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                RulesOnKafka.class.getName(),
                brokers,
                prefix,
                name,
                yaml)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    Awaitility.await("the process runs rules")
        .atMost(PATIENCE)
        .until(() -> Files.readString(output).contains("READY"));
    return process;
  }

  static void awaitRunning(RuleStreams instance) {
    Awaitility.await("rules run")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> instance.isRunning() && instance.problem() == null);
  }

  public RuleLoad load(long seed) {
    return new RuleLoad(brokers, prefix + ".", seed, this::clock);
  }

  /** The time of the partition that is behind most, or {@link Long#MIN_VALUE}. */
  private long clock() {
    return instances.stream()
        .filter(instance -> instance.watch().partitions() > 0)
        .mapToLong(instance -> instance.watch().clock())
        .min()
        .orElse(Long.MIN_VALUE);
  }

  public RuleOracle oracle() {
    return new RuleOracle(brokers, prefix + ".");
  }

  Admin admin() {
    return admin;
  }

  String group() {
    return RuleTopics.applicationId(settings);
  }

  @Override
  public void close() {
    instances.forEach(RuleStreams::close);
    admin.close();
  }
}
