package bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Tributary at a steady rate for minutes on end: whether it keeps up, how long it takes, and
 * whether its heap stays where it was. Takes the arguments of the benchmark, and {@code live} is
 * the rate.
 */
public final class Soak {
  private static final double MINUTE = 60;

  private Soak() {}

  public static void main(String[] arguments) throws IOException {
    Options options = Options.of(arguments);
    Path results = options.bench().resolve("results");
    Files.createDirectories(results);
    for (String protocol : options.protocols()) {
      try (Lab lab = new Lab(results, options.delays().get(0), Bridge.TOPICS);
          Bridge.Running running = new Bridge(protocol, Bridge.TRIBUTARY).start(lab, options)) {
        soak(options, protocol, running);
      }
    }
  }

  private static void soak(Options options, String protocol, Bridge.Running running) {
    byte[] payload = options.payload(options.payloads().get(0));
    Round.Posting load = Round.posting(protocol, running.port(), options.connections(), payload, 1);
    System.out.printf("%s at %.0f/s%n", protocol, options.live());
    System.out.println(
        "| minute | answered | not | p50 ms | p99 ms | p99.9 ms | heap MiB | RSS MiB |");
    System.out.println("|--:|--:|--:|--:|--:|--:|--:|--:|");
    for (int minute = 1; minute * MINUTE <= options.seconds(); minute++) {
      Flow flow = load.post(MINUTE, options.live());
      System.out.printf(
          "| %d | %d | %d | %.1f | %.1f | %.1f | %d | %d |%n",
          minute,
          flow.good,
          flow.bad,
          flow.millis(50),
          flow.millis(99),
          flow.millis(99.9),
          heapMiB(running.child()),
          running.child().residentMiB());
    }
  }

  /** What is left after a collection. */
  private static long heapMiB(Child child) {
    String pid = String.valueOf(child.pid());
    jcmd(pid, "GC.run");
    return jcmd(pid, "GC.heap_info")
        .lines()
        .filter(line -> line.contains("used "))
        .findFirst()
        .map(line -> Long.parseLong(line.replaceAll(".*used (\\d+)K.*", "$1")) / 1024)
        .orElseThrow();
  }

  private static String jcmd(String... arguments) {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    try {
      Process process = new ProcessBuilder(List.of(jcmd, arguments[0], arguments[1])).start();
      String said = new String(process.getInputStream().readAllBytes());
      process.waitFor(10, TimeUnit.SECONDS);
      return said;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
