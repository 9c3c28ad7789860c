package dev.tributary.analytics.rules;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Rules with a store and an output in memory, and readings written short. */
final class RuleBench {
  static final Map<String, String> KINDS =
      Map.of(
          "temperature", "number",
          "humidity", "number",
          "vibration", "number",
          "energy", "number",
          "motion", "boolean",
          "gps", "position",
          "status", "string");
  static final long START = Instant.parse("2026-11-21T03:00:00Z").toEpochMilli();

  private final MemoryStore memory = new MemoryStore();
  private final Store store;
  private final MemoryStore groupStore = new MemoryStore();
  final Map<String, byte[]> stored = memory.entries();
  final Map<String, byte[]> storedOfGroups = groupStore.entries();
  final List<MeasureRecord> measures = new ArrayList<>();
  final List<AlertRecord> alerts = new ArrayList<>();
  final List<LateRecord> late = new ArrayList<>();
  final List<String> failed = new ArrayList<>();
  final Tally tally = new Tally();
  private final Output output =
      new Output() {
        @Override
        public void measure(MeasureRecord measure) {
          measures.add(measure);
        }

        @Override
        public void alert(AlertRecord alert) {
          alerts.add(alert);
        }

        @Override
        public void part(Part part) {
          groups.accept(part);
        }

        @Override
        public void clock(long time, long heard) {
          clocks.tick(new Part.Clock(0, 1, time, heard));
        }

        @Override
        public void late(LateRecord record) {
          late.add(record);
        }

        @Override
        public void failed(Reading reading, Rule rule, String why) {
          failed.add(rule.name() + ": " + why);
        }
      };
  private final Map<String, String> files;
  private RuleSet rules;
  RuleEngine engine;
  RuleEngine groups;
  private TaskClocks clocks;

  /** Whether there is no memory for more devices. */
  boolean full;

  private int sent;

  Output output() {
    return output;
  }

  RuleBench(String yaml) {
    this(yaml, Map.of());
  }

  /**
   * @param files what stands beside the rules, by name
   */
  RuleBench(String yaml, Map<String, String> files) {
    this.files = files;
    store = memory;
    rules = rules(yaml, files);
    restart();
  }

  /** The same with a store of another kind. */
  RuleBench(String yaml, Store store) {
    this.files = Map.of();
    this.store = store;
    rules = rules(yaml, files);
    restart();
  }

  static List<String> problems(String yaml) {
    return problems(yaml, Map.of());
  }

  static List<String> problems(String yaml, Map<String, String> files) {
    List<String> problems = new ArrayList<>();
    read(yaml, files, problems);
    return problems;
  }

  static RuleSet rules(String yaml) {
    return rules(yaml, Map.of());
  }

  static RuleSet rules(String yaml, Map<String, String> files) {
    List<String> problems = new ArrayList<>();
    RuleSet rules = read(yaml, files, problems);
    if (!problems.isEmpty()) {
      throw new AssertionError(problems);
    }
    return rules;
  }

  private static RuleSet read(String yaml, Map<String, String> files, List<String> problems) {
    try {
      Path routes = Files.createTempDirectory("rules").resolve("routes");
      Path file = routes.resolve("analytics/rules.yaml");
      Files.createDirectories(file.getParent());
      Files.writeString(file, yaml);
      for (Map.Entry<String, String> beside : files.entrySet()) {
        Path path = file.resolveSibling(beside.getKey());
        Files.createDirectories(path.getParent());
        Files.writeString(path, beside.getValue());
      }
      return RuleFolder.read(routes, KINDS, problems);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  GatewayClock clock(boolean alerts, long wall) {
    return new GatewayClock(store, engine, output, alerts, wall);
  }

  /** Another engine on the same store, of a partition to which only some devices come. */
  RuleEngine engine(Predicate<String> isHere) {
    return new RuleEngine(Stage.DEVICES, store, output, tally, isHere, () -> full);
  }

  /** What happens when a process ends and another begins. */
  void restart() {
    engine = engine(device -> true);
    engine.rules(rules);
    groups = new RuleEngine(Stage.GROUPS, groupStore, output, tally, key -> true, () -> false);
    groups.rules(rules);
    clocks = new TaskClocks(groupStore, groups);
  }

  void edit(String yaml) {
    edit(yaml, files);
  }

  void edit(String yaml, Map<String, String> beside) {
    rules = rules(yaml, beside);
    engine.rules(rules);
    groups.rules(rules);
  }

  void tick(double seconds) {
    engine.advance(millis(seconds), true);
  }

  /** Ticks each second from one time to another. */
  void ticks(double from, double to) {
    for (double at = from; at <= to; at++) {
      tick(at);
    }
  }

  void send(double seconds, String device, String kind, String value) {
    send(seconds, seconds, device, kind, value, "");
  }

  void send(
      double time, double received, String device, String kind, String value, String attributes) {
    accept(
        reading(
            "00000000-0000-8000-8000-%012d".formatted(++sent),
            millis(time),
            millis(received),
            device,
            kind,
            value,
            attributes));
  }

  void accept(Reading reading) {
    engine.accept(reading);
  }

  static Reading reading(
      String id,
      long time,
      long received,
      String device,
      String kind,
      String value,
      String attributes) {
    String json =
        """
        {"id":"%s","device_id":"%s","region":"eu","kind":"%s","value":%s,"unit":"Cel","time":"%s",
        "received":"%s","source":{"protocol":"mqtt","address":"devices/%s/telemetry"}%s}
        """
            .formatted(
                id,
                device,
                kind,
                value,
                Json.time(time),
                Json.time(received),
                device,
                attributes.isEmpty() ? "" : ",\"attributes\":" + attributes);
    try {
      return Reading.parse(json.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    } catch (Reading.NotAnEvent e) {
      throw new AssertionError(e);
    }
  }

  static long millis(double seconds) {
    return START + Math.round(seconds * 1000);
  }

  /** {@code humid/dev-1 firing 12.0 condition}, with seconds from the start. */
  List<String> said() {
    return alerts.stream()
        .map(
            alert ->
                "%s %s %s %s"
                    .formatted(
                        alert.stateKey(),
                        alert.state().word(),
                        (alert.time() - START) / 1000.0,
                        alert.reason().word()))
        .toList();
  }

  /** {@code temperature.avg dev-1 [0,300) 21.5 n=2 r=0}. */
  List<String> measured() {
    return measures.stream()
        .map(
            measure ->
                "%s %s [%d,%d) %s n=%d r=%d"
                    .formatted(
                        measure.rule(),
                        measure.device(),
                        (measure.windowStart() - START) / 1000,
                        (measure.windowEnd() - START) / 1000,
                        measure.value(),
                        measure.count(),
                        measure.revision()))
        .toList();
  }
}
