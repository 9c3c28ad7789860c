package bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * A hundred quiet devices over HTTP, with and without a throttled one beside them that sends a
 * thousand messages a second: how far does their p95 move? Exit 1 if by 20 % or more.
 */
public final class Noisy {
  private static final String LIMITS = "devices:\n  - device: noisy\n    rate: 10\n";
  private static final int QUIET_DEVICES = 100;
  private static final double QUIET_RATE = 100;
  private static final double NOISY_RATE = 1_000;
  private static final double MOST = 1.2;

  private final int port;
  private final byte[] payload;
  private final Options options;

  private Noisy(int port, Options options) {
    this.port = port;
    this.payload = options.payload("one");
    this.options = options;
  }

  public static void main(String[] arguments) throws Exception {
    Path results = Options.of(arguments).bench().resolve("results");
    Files.createDirectories(results);
    Path routes = Files.createTempDirectory(results, "routes");
    copy(Options.of(arguments).routes(), routes);
    Files.writeString(routes.resolve("limits.yaml"), LIMITS);
    List<String> given = new ArrayList<>(Arrays.asList(arguments));
    given.add("routes=" + routes);
    Options options = Options.of(given.toArray(String[]::new));
    double moved;
    try (Lab lab = new Lab(results, 0, Bridge.TOPICS);
        Bridge.Running gateway = new Bridge("http", Bridge.TRIBUTARY).start(lab, options)) {
      moved = new Noisy(gateway.port(), options).measure();
    }
    System.exit(moved < MOST ? 0 : 1);
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> walk = Files.walk(from)) {
      for (Path file : walk.filter(Files::isRegularFile).toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        Files.createDirectories(target.getParent());
        Files.copy(file, target);
      }
    }
  }

  private double measure() throws InterruptedException {
    quiet(options.warmSeconds(), NOISY_RATE);
    List<Double> alone = new ArrayList<>();
    List<Double> beside = new ArrayList<>();
    for (int round = 1; round <= options.rounds(); round++) {
      alone.add(quiet(options.seconds(), QUIET_RATE));
      long[] refused = {0};
      Thread noise = new Thread(() -> refused[0] = noise().bad);
      noise.start();
      beside.add(quiet(options.seconds(), QUIET_RATE));
      noise.join();
      System.out.printf(
          "round %d: p95 of the quiet %.2f ms alone, %.2f ms beside %d messages refused%n",
          round, alone.get(round - 1), beside.get(round - 1), refused[0]);
    }
    double moved = median(beside) / median(alone);
    System.out.printf(
        "median of %d rounds: %.2f ms alone, %.2f ms beside the noisy one, %+.0f %%%n",
        options.rounds(), median(alone), median(beside), 100 * (moved - 1));
    return moved;
  }

  /** Milliseconds at p95. */
  private double quiet(double seconds, double rate) {
    HttpLoad load = new HttpLoad(port, 16, payload, turn -> "quiet-" + turn % QUIET_DEVICES);
    try {
      Flow flow = load.post(seconds, rate);
      if (flow.bad > 0) {
        throw new IllegalStateException(flow.bad + " messages of quiet devices were refused");
      }
      return flow.micros.getValueAtPercentile(95) / 1_000.0;
    } finally {
      load.close();
    }
  }

  private Flow noise() {
    HttpLoad load = new HttpLoad(port, 16, payload, turn -> "noisy");
    try {
      return load.post(options.seconds(), NOISY_RATE);
    } finally {
      load.close();
    }
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }
}
