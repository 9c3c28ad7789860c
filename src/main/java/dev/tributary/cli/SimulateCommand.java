package dev.tributary.cli;

import dev.tributary.config.Mode;
import dev.tributary.contract.Protocol;
import dev.tributary.simulate.Simulation;
import dev.tributary.simulate.SimulationOptions;
import dev.tributary.simulate.SimulationStatus;
import dev.tributary.simulate.Targets;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Devices against any gateway. */
@Command(
    name = "simulate",
    description =
        "Sends what devices send: measurements that wander, bursts, silence, several formats."
            + " The same seed gives the same devices.")
final class SimulateCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private CommonOptions options;

  @Mixin private TargetOptions target;

  @Option(
      names = "--protocol",
      split = ",",
      defaultValue = "mqtt,coap,http",
      converter = TargetOptions.ProtocolConverter.class,
      description =
          "Any of mqtt, coap, http; devices are dealt out over them. (default: ${DEFAULT-VALUE})")
  private List<Protocol> protocols;

  @Option(
      names = "--devices",
      defaultValue = "100",
      description = "How many devices. (default: ${DEFAULT-VALUE})")
  private int devices;

  @Option(
      names = "--rate",
      description = "Messages a second of all together; default one each five seconds for each.")
  private Double rate;

  @Option(
      names = "--duration",
      converter = Durations.class,
      description = "How long, as 90s, 10m or 2h; default until stopped.")
  private Duration duration;

  @Option(
      names = "--broken",
      defaultValue = "0",
      description =
          "The share of messages that cannot be read, 0 to 1. (default: ${DEFAULT-VALUE})")
  private double broken;

  @Option(names = "--seed", defaultValue = "1", description = "(default: ${DEFAULT-VALUE})")
  private long seed;

  @Option(
      names = "--yes",
      description = "Confirms that another gateway than one on this machine is to get this data.")
  private boolean yes;

  @Override
  public Integer call() throws InterruptedException {
    try {
      run(simulation());
      return 0;
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage());
    }
  }

  private SimulationOptions simulation() {
    Targets targets = target.targets(options.load(Mode.DEV).settings().tributary());
    if (!yes && !targets.local(protocols)) {
      throw new IllegalArgumentException(
          "simulate sends made-up measurements to another machine only with --yes");
    }
    return new SimulationOptions(
        targets, protocols, devices, rate == null ? devices / 5.0 : rate, seed, broken);
  }

  private void run(SimulationOptions what) throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter live = spec.commandLine().getErr();
    try (Simulation simulation = new Simulation(what)) {
      SimulationStatus status = new SimulationStatus(simulation);
      simulation.start();
      Thread hook = new Thread(() -> summarise(simulation, status, out));
      Runtime.getRuntime().addShutdownHook(hook);
      CountDownLatch never = new CountDownLatch(1);
      long end = duration == null ? Long.MAX_VALUE : System.nanoTime() + duration.toNanos();
      long left = end - System.nanoTime();
      while (left > 0) {
        boolean unused = never.await(Math.min(left, 1_000_000_000L), TimeUnit.NANOSECONDS);
        live.print("\r" + status.line());
        live.flush();
        left = end == Long.MAX_VALUE ? left : end - System.nanoTime();
      }
      Runtime.getRuntime().removeShutdownHook(hook);
      live.println();
      summarise(simulation, status, out);
    }
  }

  private static void summarise(Simulation simulation, SimulationStatus status, PrintWriter out) {
    simulation.stop();
    out.print(status.summary());
    out.flush();
  }
}
