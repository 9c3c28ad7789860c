package dev.tributary.world;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The program as a process of its own: it can be killed, interrupted, and it ends with a code. */
public final class TributaryProcess implements AutoCloseable {
  private final Process process;
  private final Path output;

  private TributaryProcess(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /**
   * Runs one command on the class path of the tests, with these settings.
   *
   * @param output what it prints is added to this file
   */
  public static TributaryProcess start(
      Path output, Map<String, String> settings, String... arguments) throws IOException {
    return start(256, output, settings, arguments);
  }

  /** Runs the routes out of a folder, without listeners, and soon forgotten by its brokers. */
  public static TributaryProcess startOut(
      Path output, String brokers, Path routes, Map<String, String> more) throws IOException {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("tributary.kafka.brokers", brokers);
    settings.put("kafka.session.timeout.ms", "6000");
    settings.put("tributary.mqtt.broker-url", "");
    settings.put("tributary.http.port", "");
    settings.put("tributary.coap.port", "");
    settings.put("tributary.management.port", "");
    settings.putAll(more);
    return start(output, settings, "run", "--routes", routes.toString());
  }

  /** Runs one command with a process that may open so many files. */
  public static TributaryProcess startWithin(
      int openFiles, Path output, Map<String, String> settings, String... arguments)
      throws IOException {
    List<String> shell =
        List.of("bash", "-c", "ulimit -n $0 && exec \"$@\"", String.valueOf(openFiles));
    return start(shell, 256, output, settings, arguments);
  }

  /**
   * Runs one command with a heap of another size.
   *
   * @param heap in MiB
   */
  public static TributaryProcess start(
      int heap, Path output, Map<String, String> settings, String... arguments) throws IOException {
    return start(List.of(), heap, output, settings, arguments);
  }

  private static TributaryProcess start(
      List<String> shell, int heap, Path output, Map<String, String> settings, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(shell);
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx" + heap + "m",
            // What counts in a test is that it starts soon.
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            "dev.tributary.Tributary"));
    command.addAll(List.of(arguments));
    Path config = output.resolveSibling(output.getFileName() + ".properties");
    Files.write(
        config,
        settings.entrySet().stream().map(set -> set.getKey() + "=" + set.getValue()).toList());
    command.addAll(List.of("--config", config.toString()));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
            .start();
    return new TributaryProcess(process, output);
  }

  /** What it, and those before it with the same file, printed. */
  public String output() throws IOException {
    return Files.readString(output);
  }

  /** kill -9. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Ctrl-C. */
  public void interrupt() throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-INT", String.valueOf(process.pid())).start().waitFor();
  }

  /** Fails with what it printed once it has ended. */
  void requireAlive() throws IOException {
    if (!process.isAlive()) {
      throw new AssertionError("it has ended, and printed:\n" + output());
    }
  }

  /** Waits until it has ended by itself, and returns its exit code. */
  public int code(Duration atMost) throws IOException, InterruptedException {
    if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new AssertionError("it has not ended after " + atMost + ", and printed:\n" + output());
    }
    return process.exitValue();
  }

  @Override
  public void close() throws InterruptedException {
    kill();
  }
}
