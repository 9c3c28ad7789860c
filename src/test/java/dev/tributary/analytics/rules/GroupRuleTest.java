package dev.tributary.analytics.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Measures by region, attribute and all: in one partition, and merged from several. */
class GroupRuleTest {
  private static final String BY =
      "- {measure: t.x, of: temperature, every: 5m, value: %s, by: %s}\n";

  private static void room(RuleBench bench, double at, String device, String value, String room) {
    bench.send(
        at, at, device, "temperature", value, room == null ? "" : "{\"room\":%s}".formatted(room));
  }

  @Test
  void devicesOfARegionHaveOneWindow() {
    RuleBench bench = new RuleBench(BY.formatted("avg", "region"));
    bench.send(1, "a", "temperature", "10");
    bench.send(2, "b", "temperature", "20");
    bench.send(3, "b", "temperature", "60");
    bench.restart();
    bench.tick(330);
    assertThat(bench.measured()).containsExactly("t.x eu [0,300) 30 n=3 r=0");
    String json = new String(bench.measures.get(0).toJson(), StandardCharsets.UTF_8);
    assertThat(json)
        .contains("\"key\":\"eu\",\"region\":\"eu\",\"kind\":\"t.x\",\"value\":30,")
        .doesNotContain("device_id");
    // what comes late is a revision
    bench.send(4, 400, "c", "temperature", "110", "");
    bench.tick(401);
    bench.tick(402);
    assertThat(bench.measured()).hasSize(2).last().isEqualTo("t.x eu [0,300) 50 n=4 r=1");
    assertThat(bench.measures.get(1).id()).isEqualTo(bench.measures.get(0).id());
  }

  @Test
  void anAttributeOrAllOfThem() {
    RuleBench bench =
        new RuleBench(
            BY.formatted("max", "attributes.room")
                + BY.formatted("count", "all").replace("t.x", "t.n"));
    room(bench, 1, "a", "10", "\"lab/2\"");
    room(bench, 2, "b", "20", "\"lab/2\"");
    room(bench, 3, "c", "30", "7");
    for (String none : new String[] {null, "null", "\"\"", "{\"x\":1}", "[1]"}) {
      room(bench, 4, "d", "99", none);
    }
    room(bench, 5, "d", "99", "\"%s\"".formatted("x".repeat(201)));
    bench.restart();
    bench.tick(330);
    assertThat(bench.measured())
        .containsExactlyInAnyOrder(
            "t.x lab/2 [0,300) 20 n=2 r=0",
            "t.x 7 [0,300) 30 n=1 r=0",
            "t.n all [0,300) 9 n=9 r=0");
    assertThat(bench.tally.missing.sum()).isEqualTo(6);
    assertThat(bench.measures)
        .allSatisfy(
            measure ->
                assertThat(new String(measure.toJson(), StandardCharsets.UTF_8))
                    .doesNotContain("region"));
  }

  @Test
  void increasesOfCountersAddUpAndOneThatComesLateMovesARise() {
    RuleBench bench =
        new RuleBench("- {measure: e.region, of: energy, every: 5m, value: increase, by: region}");
    bench.send(100, "a", "energy", "1000");
    bench.send(200, "b", "energy", "5");
    bench.send(290, "a", "energy", "1010");
    bench.send(310, "a", "energy", "1030");
    bench.restart();
    bench.send(400, "a", "energy", "7");
    bench.send(410, "b", "energy", "6");
    bench.tick(700);
    assertThat(bench.measured())
        .containsExactly("e.region eu [0,300) 10 n=3 r=0", "e.region eu [300,600) 28 n=3 r=0");
    bench.send(299, 701, "a", "energy", "1025", "");
    bench.tick(702);
    assertThat(bench.measured().subList(2, 4))
        .containsExactly("e.region eu [0,300) 25 n=4 r=1", "e.region eu [300,600) 13 n=3 r=1");
  }

  @Test
  void rulesReadMeasuresOfGroups() {
    RuleBench bench =
        new RuleBench(
            """
            - {measure: t.avg, of: temperature, every: 1m, value: avg, late: 10s}
            - {measure: t.region, of: t.avg, every: 1m, value: max, by: region, late: 10s}
            - {measure: t.hour, of: t.region, every: 5m, value: min, late: 10s}
            - alert: hot
              of: t.region
              when: .value > 50
              clear: .value < 40
              text: "{key} {region}: {value}"
            """);
    bench.send(10, "a", "temperature", "40");
    bench.send(20, "b", "temperature", "60");
    bench.tick(140);
    bench.restart();
    bench.send(130, 140, "b", "temperature", "30", "");
    bench.ticks(141, 400);
    assertThat(bench.said())
        .containsExactly("hot/eu firing 120.0 condition", "hot/eu resolved 240.0 condition");
    assertThat(new String(bench.alerts.get(0).toJson(), StandardCharsets.UTF_8))
        .contains("\"key\":\"eu\"", "\"region\":\"eu\"", "\"text\":\"eu eu: 60\"")
        .doesNotContain("device_id");
    assertThat(bench.measured()).contains("t.hour eu [0,300) 30 n=2 r=0");
  }

  @Test
  void anEditThatGroupsByAnotherThingBeginsAnewAndARemovedRuleLeavesNothing() {
    RuleBench bench =
        new RuleBench(BY.formatted("avg", "region") + "- {alert: hot, of: t.x, when: .value > 10}");
    bench.send(1, "a", "temperature", "60");
    bench.tick(330);
    bench.send(331, "a", "temperature", "60");
    bench.edit(BY.formatted("avg", "all") + "- {alert: hot, of: t.x, when: .value > 10}");
    bench.tick(2000);
    assertThat(bench.measured()).containsExactly("t.x eu [0,300) 60 n=1 r=0");
    bench.edit("[]");
    assertThat(bench.said()).hasSize(2).last().isEqualTo("hot/eu resolved 2000.0 rule-removed");
    assertThat(bench.stored.keySet()).noneMatch(key -> key.matches("[wpr]/.*"));
    assertThat(bench.storedOfGroups.keySet()).noneMatch(key -> key.matches("[waqr]/.*"));
  }

  @Test
  void partsOfARuleThatIsNotKnownYetWaitForIt() {
    RuleSet rules = RuleBench.rules(BY.formatted("sum", "region"));
    RuleBench bench = new RuleBench("[]");
    Rule.Measure rule = rules.measures().get(0);
    Window window = new Window(null, "eu", RuleBench.START);
    window.add(
        rule,
        RuleBench.reading("i", RuleBench.START, RuleBench.START, "a", "temperature", "5", ""));
    bench.groups.accept(Part.of(rule, window));
    bench.restart();
    bench.groups.rules(rules);
    bench.groups.advance(RuleBench.millis(330), true);
    assertThat(bench.measured()).containsExactly("t.x eu [0,300) 5 n=1 r=0");
    // and are forgotten when nothing can change them any more
    bench.groups.advance(RuleBench.millis(7 * 3600), true);
    assertThat(bench.storedOfGroups.keySet()).noneMatch(key -> key.matches("[wq]/.*"));
  }

  @Test
  void whatIsNoPartIsLeftAloneAndAFormatOfLaterIsNot() {
    assertThat(Part.parse(null)).isNull();
    Part part = new Part("r", "m", "k", 1, 2, 3, new byte[] {1, 2});
    assertThat(Part.parse(part.toBytes())).usingRecursiveComparison().isEqualTo(part);
    Part.Clock clock = new Part.Clock(1, 2, 3, 4);
    assertThat(Part.parse(clock.toBytes())).isEqualTo(clock);
  }

  private record Sent(
      String id, String device, String region, long at, long received, double value) {}

  /** Partitions of devices and of groups, with what is on its way between them. */
  private static final class Cluster {
    final RuleSet rules;
    final List<MemoryStore> stores = new ArrayList<>();
    final List<RuleEngine> engines = new ArrayList<>();
    final List<MemoryStore> groupStores = new ArrayList<>();
    final List<RuleEngine> groups = new ArrayList<>();
    final List<TaskClocks> clocks = new ArrayList<>();
    final List<Deque<Object>> onTheWay = new ArrayList<>();
    final List<MeasureRecord> measures = new ArrayList<>();
    final int tasks;
    final int partitions;

    Cluster(String yaml, int tasks, int partitions) {
      this.rules = RuleBench.rules(yaml);
      this.tasks = tasks;
      this.partitions = partitions;
      for (int i = 0; i < tasks; i++) {
        stores.add(new MemoryStore());
        engines.add(null);
        begin(i);
      }
      for (int i = 0; i < partitions; i++) {
        groupStores.add(new MemoryStore());
        groups.add(null);
        clocks.add(null);
        beginGroups(i);
      }
      for (int i = 0; i < tasks * partitions; i++) {
        onTheWay.add(new ArrayDeque<>());
      }
    }

    void begin(int task) {
      engines.set(task, new RuleEngine(rules, stores.get(task), output(task), new Tally()));
    }

    void beginGroups(int partition) {
      RuleEngine engine =
          new RuleEngine(
              Stage.GROUPS,
              groupStores.get(partition),
              output(-1),
              new Tally(),
              key -> true,
              () -> false);
      engine.rules(rules);
      groups.set(partition, engine);
      clocks.set(partition, new TaskClocks(groupStores.get(partition), engine));
    }

    Output output(int task) {
      return new Output() {
        @Override
        public void measure(MeasureRecord measure) {
          measures.add(measure);
        }

        @Override
        public void part(Part part) {
          int partition = Math.floorMod(part.key().hashCode(), partitions);
          onTheWay.get(task * partitions + partition).add(part.from(task));
        }

        @Override
        public void clock(long time, long heard) {
          for (int i = 0; i < partitions; i++) {
            onTheWay.get(task * partitions + i).add(new Part.Clock(task, tasks, time, heard));
          }
        }

        @Override
        public void alert(AlertRecord alert) {}

        @Override
        public void late(LateRecord late) {
          throw new AssertionError("nothing is late");
        }

        @Override
        public void failed(Reading reading, Rule rule, String why) {
          throw new AssertionError(why);
        }
      };
    }

    void deliver(int way, int most) {
      Deque<Object> queue = onTheWay.get(way);
      for (int i = 0; i < most && !queue.isEmpty(); i++) {
        Object next = queue.poll();
        if (next instanceof Part part) {
          groups.get(way % partitions).accept((Part) Part.parse(part.toBytes()));
        } else {
          clocks.get(way % partitions).tick((Part.Clock) next);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dev.tributary.analytics.rules.NaiveWindow#values")
  void mergedFromAllPartitionsInAnyOrder(String value) {
    for (int seed = 0; seed < 20; seed++) {
      Random random = new Random(seed);
      int every = 1 + random.nextInt(120);
      int over = every * (1 + random.nextInt(4));
      Cluster cluster =
          new Cluster(
              "- {measure: m.x, of: temperature, over: %ds, every: %ds, value: %s, by: region, late: %ds, corrections: 2d}"
                  .formatted(over, every, value, random.nextInt(60)),
              1 + random.nextInt(4),
              1 + random.nextInt(3));
      List<Sent> sent = send(cluster, random, value.equals("increase"));
      NaiveWindow.assertRevisions(
          seed, value, cluster.measures, batch(sent, every * 1000L, over * 1000L, value));
    }
  }

  private static List<Sent> send(Cluster cluster, Random random, boolean counter) {
    List<Sent> sent = new ArrayList<>();
    long now = RuleBench.START;
    for (int i = 0; i < 80; i++) {
      now += random.nextInt(20_000);
      Sent one =
          new Sent(
              "00000000-0000-8000-8000-%012d".formatted(i),
              "d" + random.nextInt(6),
              "r" + random.nextInt(3),
              random.nextInt(4) == 0 ? now - random.nextInt(3_600_000) : now,
              now,
              random.nextInt(2000) / 10.0 - (counter ? 0 : 100));
      sent.add(one);
      int task = Math.floorMod(one.device().hashCode(), cluster.tasks);
      cluster.engines.get(task).accept(reading(one));
      int any = random.nextInt(cluster.tasks);
      cluster.engines.get(any).advance(now - random.nextInt(5_000), true);
      cluster.deliver(random.nextInt(cluster.onTheWay.size()), random.nextInt(5));
      if (random.nextInt(10) == 0) {
        cluster.begin(random.nextInt(cluster.tasks));
        cluster.beginGroups(random.nextInt(cluster.partitions));
      }
    }
    for (RuleEngine engine : cluster.engines) {
      engine.advance(now + 86_400_000, true);
    }
    for (int way = 0; way < cluster.onTheWay.size(); way++) {
      cluster.deliver(way, Integer.MAX_VALUE);
    }
    return sent;
  }

  private static Reading reading(Sent one) {
    String json =
        """
        {"id":"%s","device_id":"%s","region":"%s","kind":"temperature","value":%s,"time":"%s",
        "received":"%s","source":{"protocol":"mqtt","address":"a"}}
        """
            .formatted(
                one.id(),
                one.device(),
                one.region(),
                one.value(),
                Json.time(one.at()),
                Json.time(one.received()));
    try {
      return Reading.parse(json.getBytes(StandardCharsets.UTF_8));
    } catch (Reading.NotAnEvent e) {
      throw new AssertionError(e);
    }
  }

  private static Map<String, Double> batch(List<Sent> sent, long every, long over, String value) {
    List<Sent> all =
        sent.stream().sorted(Comparator.comparingLong(Sent::at).thenComparing(Sent::id)).toList();
    Map<String, Double> rises = new TreeMap<>();
    Map<String, Double> before = new TreeMap<>();
    for (Sent one : all) {
      Double from = before.put(one.device(), one.value());
      rises.put(
          one.id(), from == null ? 0 : one.value() >= from ? one.value() - from : one.value());
    }
    Map<String, Double> windows = new TreeMap<>();
    for (Sent one : sent) {
      for (long start = one.at() - one.at() % every; start > one.at() - over; start -= every) {
        long from = start;
        List<Sent> in =
            all.stream()
                .filter(s -> s.region().equals(one.region()))
                .filter(s -> s.at() >= from && s.at() < from + over)
                .toList();
        windows.put(one.region() + "@" + start, value(value, in, rises));
      }
    }
    return windows;
  }

  private static double value(String value, List<Sent> in, Map<String, Double> rises) {
    return NaiveWindow.value(
        value,
        in.stream().mapToDouble(Sent::value).toArray(),
        () -> in.stream().mapToDouble(s -> rises.get(s.id())).sum());
  }
}
