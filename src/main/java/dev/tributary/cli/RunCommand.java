package dev.tributary.cli;

import dev.tributary.config.Mode;
import dev.tributary.config.SettingsLoader;
import dev.tributary.project.Project;
import dev.tributary.runtime.Gateway;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Production: the gateway against brokers of the operator's. */
@Command(name = "run", description = "Runs the gateway against the configured brokers.")
final class RunCommand implements Callable<Integer> {
  private static final Duration LOOK = Duration.ofMillis(100);

  @Mixin private CommonOptions options;

  @Override
  public Integer call() throws Exception {
    SettingsLoader.Loaded loaded = Starting.settings(options, Mode.RUN);
    Project project = Starting.check(loaded, options.routes());
    Gateway gateway = Starting.make(loaded, project);
    // made after the settings have decided how lines are written
    Logger log = LoggerFactory.getLogger(RunCommand.class);
    Shutdown shutdown =
        Shutdown.onSignal(
            () -> {
              log.info("Stopping");
              gateway.close();
              log.info("Stopped after {} s", seconds());
            });
    Starting.start(gateway, loaded, project);
    log.info(
        "Tributary {} listens: {}",
        Version.current(),
        GatewayAddresses.of(gateway, loaded.settings().tributary()));
    gateway.observation().summarise(Duration.ofMinutes(1));
    while (!gateway.isReady() && !shutdown.await(LOOK)) {
      // what it waits for stands in the health, and in warnings
    }
    if (gateway.isReady()) {
      log.info("ready in {} s", seconds());
    }
    shutdown.await();
    return 0;
  }

  /** Since the process began, with a digit behind the point. */
  private static double seconds() {
    return Math.floor(ManagementFactory.getRuntimeMXBean().getUptime() / 100.0) / 10;
  }
}
