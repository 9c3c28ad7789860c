package bench;

import dev.tributary.analytics.rules.RuleFolder;
import dev.tributary.analytics.rules.RuleSet;
import dev.tributary.analytics.rules.Tally;
import dev.tributary.analytics.streams.RuleStreams;
import dev.tributary.config.Mode;
import dev.tributary.config.Settings;
import dev.tributary.config.SettingsLoader;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * Rules as they run in a gateway, alone in a process: {@code BROKERS PREFIX ROUTES EVENTS}. Says
 * what they take once they have read so many events.
 */
public final class RulesChild {
  private RulesChild() {}

  public static void main(String[] arguments) {
    Settings settings =
        SettingsLoader.load(
                Mode.DEV,
                Path.of("none"),
                Map.of(),
                Map.of(
                    "tributary.kafka.brokers", arguments[0],
                    "tributary.kafka.topic-prefix", arguments[1],
                    "tributary.analytics.max-memory", "2GiB"))
            .settings();
    List<String> problems = new ArrayList<>();
    RuleSet rules =
        RuleFolder.read(Path.of(arguments[2]), Map.of("temperature", "number"), problems);
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(problems.toString());
    }
    long events = Long.parseLong(arguments[3]);
    Tally tally = new Tally();
    RuleStreams streams =
        new RuleStreams(
            settings, () -> "bench", () -> rules, () -> Set.of("sensor.temperature"), tally);
    streams.start();
    boolean ready = false;
    boolean said = false;
    while (true) {
      if (!ready && streams.isRunning()) {
        System.out.println("READY");
        ready = true;
      }
      if (!said && tally.events.sum() >= events) {
        System.gc();
        System.out.printf(
            "TAKES %d MiB of heap, %d threads%n",
            ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() >> 20,
            ManagementFactory.getThreadMXBean().getThreadCount());
        said = true;
      }
      LockSupport.parkNanos(20_000_000);
    }
  }
}
