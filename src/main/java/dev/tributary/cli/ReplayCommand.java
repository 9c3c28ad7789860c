package dev.tributary.cli;

import dev.tributary.config.Mode;
import dev.tributary.config.SettingsLoader;
import dev.tributary.contract.NamePattern;
import dev.tributary.contract.Reason;
import dev.tributary.kafka.out.UndeliveredReplay;
import dev.tributary.project.Project;
import dev.tributary.replay.Replay;
import dev.tributary.replay.ReplayOptions;
import dev.tributary.replay.StoredMessage;
import dev.tributary.runtime.Gateway;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Kept messages through the pipeline again. */
@Command(
    name = "replay",
    description = {
      "Sends dead letters or throttled messages through the pipeline again, each device's in"
          + " order.",
      "The same command goes on where it stopped. Runs beside a gateway or alone."
    })
final class ReplayCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long LAST_WORDS_SECONDS = 45;

  @Spec private CommandSpec spec;

  @Mixin private CommonOptions options;

  @Option(
      names = "--topic",
      defaultValue = "dead-letter",
      description =
          "dead-letter, throttled or undelivered, without the prefix. (default: ${DEFAULT-VALUE})")
  private String topic;

  @Option(
      names = "--reason",
      split = ",",
      converter = ReasonConverter.class,
      description =
          "Only what was dead-lettered for one of these reasons, such as unmapped,invalid.")
  private Set<Reason> reasons = EnumSet.noneOf(Reason.class);

  @Option(names = "--device", description = "Only devices like this; * stands for anything.")
  private String device;

  @Option(
      names = "--since",
      converter = TimeConverter.class,
      description = "Only what was received since: 2026-11-21T03:00:00Z, or 2h ago.")
  private Instant since;

  @Option(
      names = "--until",
      converter = TimeConverter.class,
      description = "Only what was received before: the same notation.")
  private Instant until;

  @Option(names = "--limit", description = "The most messages.")
  private long limit = Long.MAX_VALUE;

  @Option(names = "--rate", defaultValue = "0", description = "The most messages a second.")
  private double rate;

  @Option(
      names = "--most-replays",
      defaultValue = "3",
      description = "Leaves alone what was replayed as often as this. (default: ${DEFAULT-VALUE})")
  private int mostReplays;

  @Option(
      names = "--name",
      description = "Remembers under this name how far it came; default one of the filters.")
  private String name;

  @Option(names = "--dry-run", description = "Prints what would go and sends nothing.")
  private boolean dryRun;

  @Override
  public Integer call() throws Exception {
    SettingsLoader.Loaded loaded = options.load(Mode.RUN, withoutEnds());
    ReplayOptions what =
        new ReplayOptions(
            topic, reasons, device, since, until, limit, rate, mostReplays, remembered());
    PrintWriter out = spec.commandLine().getOut();
    if (topic.equals("undelivered")) {
      return undelivered(loaded, out);
    }
    compareFiles(loaded.settings().tributary().trace().directory());
    try (Replay replay = new Replay(loaded.settings(), what)) {
      if (dryRun) {
        out.println("Would go: " + replay.dryRun(new Terminal(out, null)));
        return 0;
      }
      return run(loaded, replay, out);
    }
  }

  /**
   * What is replayed goes through the files as they are saved, which a gateway may not have taken
   * up.
   */
  private void compareFiles(Path trace) {
    try {
      Object active = RunningGateway.attribute(trace, "dev.tributary:type=Reload", "Fingerprint");
      if (!Project.read(options.routes()).fingerprint().equals(active)) {
        spec.commandLine()
            .getErr()
            .printf(
                "warning: the gateway runs other files than those in %s: this replay goes through"
                    + " those on disk%n",
                options.routes());
      }
    } catch (IOException e) {
      // no gateway of these settings runs here, so there is nothing to compare
    }
  }

  /**
   * The name under which it is remembered how far a replay came. A time such as 2h is another one
   * at each start, so what was typed counts: else the same command would send all of it again.
   */
  private String remembered() {
    String times = typed("--since") + " " + typed("--until");
    if (name != null || !times.matches(".*\\d[smhd]\\b.*")) {
      return name;
    }
    String what = "%s %s %s %s %d".formatted(topic, reasons, device, times, mostReplays);
    return UUID.nameUUIDFromBytes(what.getBytes(StandardCharsets.UTF_8)).toString();
  }

  private String typed(String option) {
    OptionSpec matched = spec.commandLine().getParseResult().matchedOption(option);
    return matched == null ? "" : String.join(" ", matched.originalStringValues());
  }

  /** What destinations refused goes to their routes again, past the pipeline. */
  private int undelivered(SettingsLoader.Loaded loaded, PrintWriter out) {
    if (!reasons.isEmpty() || rate > 0 || name != null) {
      throw new ParameterException(
          spec.commandLine(),
          "--topic undelivered takes --device, --since, --until, --limit and --dry-run");
    }
    UndeliveredReplay.Summary summary =
        new UndeliveredReplay(loaded.settings())
            .run(
                refused ->
                    (device == null || new NamePattern(device).covers(refused.key()))
                        && (since == null || refused.timestamp() >= since.toEpochMilli())
                        && (until == null || refused.timestamp() < until.toEpochMilli()),
                limit,
                dryRun ? out::println : null);
    out.println((dryRun ? "Would go: " : "") + summary);
    out.flush();
    return summary.notSent() == 0 ? 0 : 1;
  }

  private int run(SettingsLoader.Loaded loaded, Replay replay, PrintWriter out) throws Exception {
    CountDownLatch ended = new CountDownLatch(1);
    try (Gateway gateway = Gateway.pipeline(loaded, Project.read(options.routes()))) {
      gateway.start();
      awaitKafka(gateway);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(replay, ended), "replay-stop"));
      Terminal terminal = new Terminal(out, spec.commandLine().getErr());
      Replay.Summary summary = replay.run(gateway.replay(), terminal);
      terminal.end();
      out.println(summary);
      out.flush();
      return summary.isComplete() ? 0 : 1;
    } finally {
      ended.countDown();
    }
  }

  private static void awaitKafka(Gateway gateway) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!gateway.health().ready().ready()) {
      if (System.nanoTime() - end > 0) {
        throw new IllegalStateException(
            "Kafka must be available but is not: " + gateway.health().ready().body());
      }
      LockSupport.parkNanos(STEP_NANOS);
    }
  }

  /** On Ctrl-C: what is under way is finished, and how far it came is remembered. */
  private static void stop(Replay replay, CountDownLatch ended) {
    replay.stop();
    try {
      boolean unused = ended.await(LAST_WORDS_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Map<String, String> withoutEnds() {
    Map<String, String> off = new LinkedHashMap<>();
    off.put("tributary.mqtt.broker-url", "");
    off.put("tributary.http.port", "");
    off.put("tributary.coap.port", "");
    off.put("tributary.coap.secure-port", "");
    off.put("tributary.management.port", "");
    off.put("tributary.reload.enabled", "false");
    off.put("tributary.analytics.enabled", "false");
    return off;
  }

  private static final class Terminal implements Replay.Watcher {
    private static final int WIDTH = 30;

    private final PrintWriter out;
    private final PrintWriter live;
    private boolean inLine;

    Terminal(PrintWriter out, PrintWriter live) {
      this.out = out;
      this.live = live;
    }

    /** What is printed from now on stands on a line of its own, wherever the bar has stopped. */
    void end() {
      if (inLine) {
        live.println();
        live.flush();
      }
    }

    @Override
    public void message(StoredMessage message) {
      out.println(message);
    }

    @Override
    public void progress(long read, long toRead) {
      long step = Math.max(1, toRead / 100);
      if (live != null && (read % step == 0 || read == toRead)) {
        int filled = toRead == 0 ? WIDTH : (int) (WIDTH * read / toRead);
        live.printf(
            "\r[%s%s] %d of %d%s",
            "#".repeat(filled),
            "-".repeat(WIDTH - filled),
            read,
            toRead,
            read == toRead ? System.lineSeparator() : "");
        live.flush();
        inLine = read != toRead;
      }
    }
  }

  static final class ReasonConverter implements ITypeConverter<Reason> {
    @Override
    public Reason convert(String word) {
      Reason reason = Reason.of(word);
      if (reason == null) {
        throw new TypeConversionException(
            "a reason is one of %s but is \"%s\""
                .formatted(Arrays.toString(Reason.values()), word));
      }
      return reason;
    }
  }

  static final class TimeConverter implements ITypeConverter<Instant> {
    @Override
    public Instant convert(String text) {
      try {
        return Instant.parse(text);
      } catch (DateTimeException e) {
        return Instant.now().minus(new Durations().convert(text));
      }
    }
  }
}
