package dev.tributary.cli;

import dev.tributary.config.Mode;
import dev.tributary.config.SettingsLoader;
import dev.tributary.project.Project;
import dev.tributary.runtime.Gateway;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Production: the gateway against brokers of the operator's. */
@Command(name = "run", description = "Runs the gateway against the configured brokers.")
final class RunCommand implements Callable<Integer> {
  @Mixin private CommonOptions options;

  @Override
  public Integer call() throws Exception {
    SettingsLoader.Loaded loaded = options.load(Mode.RUN);
    Project project = Starting.check(loaded, options.routes());
    Gateway gateway = Starting.make(loaded, project);
    Shutdown shutdown = Shutdown.onSignal(gateway::close);
    Starting.start(gateway, loaded, project);
    gateway.observation().summarise(Duration.ofMinutes(1));
    shutdown.await();
    return 0;
  }
}
