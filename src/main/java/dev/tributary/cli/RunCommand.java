package dev.tributary.cli;

import dev.tributary.config.Mode;
import dev.tributary.config.SettingsLoader;
import dev.tributary.module.Part;
import dev.tributary.project.Project;
import dev.tributary.runtime.Gateway;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Production: the gateway against brokers of the operator's. */
@Command(name = "run", description = "Runs the gateway against the configured brokers.")
final class RunCommand implements Callable<Integer> {
  private static final Duration LOOK = Duration.ofMillis(100);

  @Mixin private CommonOptions options;

  @Option(
      names = "--only",
      paramLabel = "PARTS",
      split = ",",
      converter = PartConverter.class,
      description = {
        "Runs parts of the folder: any of ingest, analytics (the rules), out (routes that begin with",
        "out:); other processes run the others."
      })
  private Set<Part> only = Part.ALL;

  @Override
  public Integer call() throws Exception {
    SettingsLoader.Loaded loaded =
        Starting.settings(
            options, Mode.RUN, only.contains(Part.INGEST) ? Map.of() : withoutListeners());
    Project project = Starting.check(loaded, options.routes());
    Gateway gateway = Starting.make(loaded, project, only);
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

  static Map<String, String> withoutListeners() {
    return Map.of(
        "tributary.mqtt.broker-url", "",
        "tributary.http.port", "",
        "tributary.coap.port", "",
        "tributary.coap.secure-port", "");
  }

  /** Since the process began, with a digit behind the point. */
  private static double seconds() {
    return Math.floor(ManagementFactory.getRuntimeMXBean().getUptime() / 100.0) / 10;
  }
}
