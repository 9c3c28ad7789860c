package faults;

import dev.tributary.contract.Protocol;
import dev.tributary.verify.Report;
import dev.tributary.verify.Verification;
import dev.tributary.verify.VerifyOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Verify goes on while one thing at a time is broken; a table says what was lost: nothing. */
public final class Faults {
  private static final List<Protocol> PROTOCOLS = Protocol.ofDevices();
  private static final List<String> ARGUMENTS = List.of("faults", "gone-seconds", "rounds", "seed");
  private static final int DEVICES = 10;
  private static final int RATE = 150;
  private static final Duration SETTLE = Duration.ofSeconds(60);
  private static final double RECOVERY_LIMIT_SECONDS = 120;

  private final World world;
  private final long seed;
  private final long goneMillis;
  private final Map<Fault, Sum> sums = new LinkedHashMap<>();

  /** What the rounds of one fault came to. */
  private static final class Sum {
    private int rounds;
    private long messages;
    private long lost;
    private long duplicated;
    private long otherId;
    private long reordered;
    private long deadLettered;
    private long refused;
    private long unanswered;
    private double worstRecovery;
    private double longestStall;
  }

  private Faults(World world, long seed, long goneMillis) {
    this.world = world;
    this.seed = seed;
    this.goneMillis = goneMillis;
  }

  public static void main(String[] arguments) {
    int status;
    try {
      status = run(arguments) == 0 ? 0 : 1;
    } catch (IOException | RuntimeException e) {
      // the table so far is in bench/results/faults.md
      e.printStackTrace();
      status = 2;
    }
    System.exit(status);
  }

  /** Returns how many messages were lost or turned away. */
  private static long run(String[] arguments) throws IOException {
    Map<String, String> given = new HashMap<>();
    for (String argument : arguments) {
      String[] pair = argument.split("=", 2);
      if (pair.length != 2 || !ARGUMENTS.contains(pair[0])) {
        throw new IllegalArgumentException(
            "\"%s\" is none of %s=…".formatted(argument, String.join("=…, ", ARGUMENTS)));
      }
      given.put(pair[0], pair[1]);
    }
    Path bench = Path.of("bench").toAbsolutePath();
    int rounds = Integer.parseInt(given.getOrDefault("rounds", "1"));
    long seed = Long.parseLong(given.getOrDefault("seed", "1"));
    long gone = Long.parseLong(given.getOrDefault("gone-seconds", "10")) * 1_000;
    List<Fault> faults =
        given.containsKey("faults")
            ? Arrays.stream(given.get("faults").split(","))
                .map(name -> Fault.valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_')))
                .toList()
            : List.of(Fault.values());
    faults.stream()
        .filter(fault -> !fault.isPossible())
        .forEach(
            fault ->
                System.err.printf(
                    "Left out, for it needs libfaketime (apt install faketime): %s%n", fault));
    try (World world =
        new World(bench.resolve("results"), Path.of("target/tributary.jar"), Path.of("routes"))) {
      Faults suite = new Faults(world, seed, gone);
      for (int round = 1; round <= rounds; round++) {
        for (Fault fault : faults) {
          if (fault.isPossible()) {
            suite.round(fault, round);
            Files.writeString(bench.resolve("results/faults.md"), suite.table());
          }
        }
      }
      System.out.print(suite.table());
      long harmed = suite.harmed();
      if (harmed == 0) {
        world.forgetLogs();
      }
      return harmed;
    }
  }

  private void round(Fault fault, int round) throws IOException {
    // of its own, so that a fault strikes at the same moments whatever ran before it
    SplittableRandom random = new SplittableRandom(31 * (31 * seed + fault.ordinal()) + round);
    world.awaitReady();
    world.tap.forget();
    try (Verification verification = new Verification(options())) {
      CompletableFuture<Void> sending = CompletableFuture.runAsync(verification::send);
      await(
          "before " + fault + ", each protocol stores something",
          () -> sending.isDone() || PROTOCOLS.stream().allMatch(p -> verification.stored(p) > 0));
      LockSupport.parkNanos(random.nextInt(100, 1_500) * 1_000_000L);
      double recovery;
      double stall;
      try (Stalls stalls = new Stalls(verification, PROTOCOLS)) {
        fault.strike(world, random.split(), goneMillis);
        recovery = recovery(verification);
        stall = stalls.longestSeconds();
      }
      verification.stop();
      sending.join();
      add(fault, verification, verification.settle(), recovery, stall);
    }
  }

  /**
   * From when all is back until more is stored of each protocol than had been sent by then: what
   * was sent before, and is only found now, shows nothing.
   */
  private static double recovery(Verification verification) {
    long start = System.nanoTime();
    Map<Protocol, Long> before = new HashMap<>();
    PROTOCOLS.forEach(protocol -> before.put(protocol, verification.sent(protocol)));
    await(
        "once mended, each protocol stores something new",
        () ->
            PROTOCOLS.stream()
                .allMatch(protocol -> verification.stored(protocol) > before.get(protocol)));
    return (System.nanoTime() - start) / 1e9;
  }

  private void add(
      Fault fault, Verification verification, Report report, double recovery, double stall) {
    Sum sum = sums.computeIfAbsent(fault, any -> new Sum());
    long byGateway =
        world.tap.acknowledged().stream()
            .filter(message -> message.device().startsWith("verify-" + report.run() + "-"))
            .filter(message -> !verification.found(message.device(), message.number()))
            .count();
    sum.rounds++;
    sum.longestStall = Math.max(sum.longestStall, stall);
    sum.worstRecovery = Math.max(sum.worstRecovery, recovery);
    for (Report.Row row : report.protocols()) {
      sum.messages += row.acknowledged();
      boolean brokersOwn = row.protocol().equals("mqtt") && fault.harmsMqttBroker();
      if (row.protocol().equals("mqtt")) {
        System.err.printf(
            "Over MQTT the gateway acknowledged %d to its broker; %d of them are not in Kafka.%n",
            world.tap.acknowledged().size(), byGateway);
      }
      sum.lost += brokersOwn ? byGateway : row.lost();
      sum.duplicated += row.duplicated();
      sum.otherId += row.otherId();
      sum.reordered += row.reordered();
      sum.deadLettered += row.deadLettered();
      sum.refused += row.refused();
      sum.unanswered += row.unanswered() + row.unsent();
    }
    System.err.printf(
        Locale.ROOT,
        "%s: lost %d, recovered after %.1f s%n%s%n",
        fault,
        sum.lost,
        recovery,
        report.table());
  }

  /**
   * What no fault may do to a message that is well: lose it, turn it away or let it be overtaken.
   */
  private long harmed() {
    return sums.entrySet().stream()
        .mapToLong(
            entry -> {
              Sum sum = entry.getValue();
              long reordered = entry.getKey().keepsOrder() ? sum.reordered : 0;
              return sum.lost + sum.deadLettered + sum.refused + reordered;
            })
        .sum();
  }

  private String table() {
    List<String> lines = new ArrayList<>();
    lines.add(
        "| fault | rounds | acknowledged | lost | duplicated | of these under another id |"
            + " reordered | dead letters | refused | unanswered | longest stall, s |"
            + " worst recovery once mended, s |");
    lines.add("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|");
    sums.forEach(
        (fault, sum) ->
            lines.add(
                String.format(
                    Locale.ROOT,
                    "| %s | %d | %d | %d | %d | %d | %d | %d | %d | %d | %.1f | %.1f |",
                    fault,
                    sum.rounds,
                    sum.messages,
                    sum.lost,
                    sum.duplicated,
                    sum.otherId,
                    sum.reordered,
                    sum.deadLettered,
                    sum.refused,
                    sum.unanswered,
                    sum.longestStall,
                    sum.worstRecovery)));
    return String.join("\n", lines) + "\n";
  }

  private VerifyOptions options() {
    return new VerifyOptions(
        world.targets(),
        Map.of("bootstrap.servers", world.brokers()),
        VerifyOptions.Topics.of("iot", "dead-letter"),
        PROTOCOLS,
        DEVICES,
        RATE,
        0,
        Duration.ofMinutes(10),
        SETTLE);
  }

  private static void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + (long) (RECOVERY_LIMIT_SECONDS * 1e9);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "%s: not within %.0f s".formatted(what, RECOVERY_LIMIT_SECONDS));
      }
      LockSupport.parkNanos(20_000_000);
    }
  }
}
