package dev.tributary.cli;

import dev.tributary.analytics.rules.Rule;
import dev.tributary.config.Mode;
import dev.tributary.config.Settings;
import dev.tributary.config.SettingsLoader;
import dev.tributary.contract.Protocol;
import dev.tributary.dev.DevBrokers;
import dev.tributary.module.Part;
import dev.tributary.project.Project;
import dev.tributary.recipe.Recipe;
import dev.tributary.recipe.Recipes;
import dev.tributary.runtime.Gateway;
import dev.tributary.simulate.Credentials;
import dev.tributary.simulate.Simulation;
import dev.tributary.simulate.SimulationOptions;
import dev.tributary.simulate.Targets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Everything on one machine: brokers in the process, hot reload, simulated devices. */
@Command(
    name = "dev",
    description =
        "Runs the gateway with an embedded Kafka and MQTT broker for whatever is not configured,"
            + " and hot reload; on this machine only.")
final class DevCommand implements Callable<Integer> {
  private static final String STARTER_RULES = "starter-rules";

  @Mixin private CommonOptions options;

  @Option(
      names = "--simulate",
      paramLabel = "N",
      defaultValue = "0",
      description = "Adds N devices that send over all protocols.")
  private int devices;

  @Override
  public Integer call() throws Exception {
    StatusLine status = StatusLine.ofProcess();
    SettingsLoader.Loaded asked = options.load(Mode.DEV);
    Project project = Starting.check(asked, options.routes());
    Preflight.checkEmbedded(asked.settings().tributary());
    DevBrokers brokers = DevBrokers.start(asked.settings().tributary());
    SettingsLoader.Loaded loaded = options.load(Mode.DEV, brokers.settings());
    Gateway gateway = Starting.make(loaded, project, Part.ALL);
    List<Simulation> simulations = new ArrayList<>();
    Shutdown shutdown =
        Shutdown.onSignal(
            () -> {
              status.close();
              stop(simulations, gateway, brokers);
              System.out.println("Stopped.");
            });
    gateway.analytics().follow(new AlertLines(System.out)::show);
    boolean starters = devices > 0 && startRules(gateway);
    Starting.start(gateway, loaded, project);
    DevGuide.print(gateway, loaded.settings().tributary(), System.out, Terminal.isColoured());
    if (starters) {
      System.out.printf(
          "No rule is active in %s, so those of the recipe %s run: %s.%n"
              + "  java -jar tributary.jar alerts               lists what fires%n"
              + "  java -jar tributary.jar add %s    writes them there, to edit%n%n",
          options.routes(),
          STARTER_RULES,
          gateway.analytics().rules().all().stream()
              .map(Rule::name)
              .collect(Collectors.joining(", ")),
          STARTER_RULES);
    }
    if (devices > 0) {
      Simulation simulation = simulation(gateway, loaded.settings().tributary());
      simulations.add(simulation);
      simulation.start();
    }
    status.start(gateway::statusLine);
    shutdown.await();
    return 0;
  }

  /** Something to see for a user without rules. */
  private static boolean startRules(Gateway gateway) throws IOException {
    Path folder = Files.createTempDirectory("tributary").resolve(STARTER_RULES);
    Recipe recipe = Recipes.named(STARTER_RULES).orElseThrow();
    // the last that is named is deleted first
    folder.getParent().toFile().deleteOnExit();
    recipe.writeTo(folder).forEach(file -> file.toFile().deleteOnExit());
    return gateway.analytics().standIn(folder);
  }

  private Simulation simulation(Gateway gateway, Settings.Tributary settings) {
    Targets targets =
        new Targets(
            settings.mqtt().brokerUrl(),
            settings.mqtt().username(),
            settings.mqtt().password(),
            gateway.httpPort().isPresent()
                ? URI.create("http://127.0.0.1:" + gateway.httpPort().getAsInt())
                : null,
            null,
            gateway.coapPort().isPresent()
                ? URI.create("coap://127.0.0.1:" + gateway.coapPort().getAsInt())
                : null,
            Credentials.NONE);
    Map<Protocol, Object> ends = new EnumMap<>(Protocol.class);
    if (targets.mqtt() != null && !targets.mqtt().isEmpty()) {
      ends.put(Protocol.MQTT, targets.mqtt());
    }
    if (targets.coap() != null) {
      ends.put(Protocol.COAP, targets.coap());
    }
    if (targets.http() != null) {
      ends.put(Protocol.HTTP, targets.http());
    }
    return new Simulation(
        new SimulationOptions(targets, List.copyOf(ends.keySet()), devices, devices, 1, 0));
  }

  private static void stop(List<Simulation> simulations, Gateway gateway, DevBrokers brokers) {
    simulations.forEach(Simulation::stop);
    gateway.close();
    try {
      brokers.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
