package dev.tributary.cli;

import dev.tributary.dev.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/**
 * Does what the other commands do, so that Java can archive the classes that they load. The gateway
 * is the shipped one, with brokers, devices and ports of its own.
 */
@Command(
    name = "train",
    hidden = true,
    description = "Runs the shipped gateway for a few seconds, for bin/tributary's archive.")
final class TrainCommand implements Callable<Integer> {
  private static final String PAYLOAD = "{\"temp\": 21.5}";

  /** Time for the devices to send over all protocols. */
  private static final int SENDING_SECONDS = 4;

  private static final int READY_SECONDS = 120;

  @Override
  public Integer call() throws Exception {
    Path folder = Files.createTempDirectory("tributary-train");
    Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
    Path gateway = folder.resolve("gateway");
    TributaryCommand.execute("init", gateway.toString());
    Files.deleteIfExists(gateway.resolve("tributary.jar"));
    in(gateway, "check");
    in(gateway, "test");
    Path payload = Files.writeString(folder.resolve("payload.json"), PAYLOAD);
    in(gateway, "explain", payload.toString());
    return run(gateway, folder.resolve("brokers"));
  }

  /** With everything that {@code run} has, and the brokers of {@code dev}. */
  private static int run(Path gateway, Path brokers) throws Exception {
    Iterator<Integer> ports = FreePorts.take(5).iterator();
    int management = ports.next();
    List<String> dev =
        new ArrayList<>(
            List.of(
                "dev",
                "--simulate",
                "6",
                "--set",
                "tributary.dev.directory=" + brokers,
                "--set",
                "tributary.management.port=" + management));
    for (String key : List.of("http.port", "coap.port", "dev.kafka-port", "dev.mqtt-port")) {
      dev.add("--set");
      dev.add("tributary." + key + "=" + ports.next());
    }
    Thread running = new Thread(() -> in(gateway, dev.toArray(String[]::new)), "train");
    running.setDaemon(true);
    running.start();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(READY_SECONDS);
    while (in(gateway, "health", "--set", "tributary.management.port=" + management) != 0) {
      if (!running.isAlive() || System.nanoTime() > end) {
        return 1;
      }
      running.join(100);
    }
    running.join(TimeUnit.SECONDS.toMillis(SENDING_SECONDS));
    return 0;
  }

  private static int in(Path gateway, String... command) {
    List<String> line = new ArrayList<>(List.of(command));
    line.addAll(
        List.of(
            "--config", gateway.resolve("application.properties").toString(),
            "--routes", gateway.resolve("routes").toString()));
    return TributaryCommand.execute(line.toArray(String[]::new));
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException e) {
      // left to the cleaner of the folder of temporary files
    }
  }
}
