package dev.tributary.plaincamel;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tributary.dev.FreePorts;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * The program in a folder of its own: the shipped routes, route sets beside them, lib/, and free
 * ports. It is the jar, or with {@code -Dplain-camel.classes=true} the classes of this build, or
 * with {@code -Dplain-camel.stock=true} Camel Main as it comes from Camel.
 */
final class Run implements AutoCloseable {
  static final boolean STOCK = Boolean.getBoolean("plain-camel.stock");

  private static final boolean CLASSES = Boolean.getBoolean("plain-camel.classes");
  private static final Path JAR = Path.of("target", "tributary.jar").toAbsolutePath();
  private static final Duration START = Duration.ofSeconds(90);

  private final Path folder;
  private final Map<String, String> settings = new LinkedHashMap<>();
  private final List<Integer> ports = FreePorts.take(5);
  private Process process;

  /** Prepares a folder below {@code target}. */
  Run(String name, List<RouteSet> sets, String farUrl) throws IOException {
    Files.createDirectories(Path.of("target", "plain-camel"));
    folder = Files.createTempDirectory(Path.of("target", "plain-camel"), name).toAbsolutePath();
    settings.put("tributary.http.host", "127.0.0.1");
    settings.put("tributary.http.port", ports.get(0).toString());
    settings.put("tributary.coap.host", "127.0.0.1");
    settings.put("tributary.coap.port", ports.get(1).toString());
    settings.put("tributary.management.port", ports.get(2).toString());
    settings.put("tributary.dev.mqtt-port", ports.get(3).toString());
    settings.put("tributary.dev.kafka-port", ports.get(4).toString());
    settings.put("tributary.dev.directory", folder.resolve("brokers").toString());
    settings.put("far.url", farUrl);
    settings.put("far.host", farUrl.replace("http://", ""));
    if (!STOCK) {
      copy(Path.of("routes"), routes());
    }
    Files.createDirectories(routes());
    for (RouteSet set : sets) {
      Files.copy(set.file(), routes().resolve(set.fileName()));
      settings.putAll(set.expectation().settings());
    }
    copy(RouteSet.CORPUS.resolve("files"), folder);
    copy(RouteSet.CORPUS.resolve("kamelets"), routes());
    OwnClasses.jar(folder.resolve("lib"));
    Files.write(
        folder.resolve("application.properties"),
        settings.entrySet().stream().map(set -> set.getKey() + "=" + set.getValue()).toList());
  }

  Path folder() {
    return folder;
  }

  Path routes() {
    return folder.resolve("routes");
  }

  URI http() {
    return URI.create("http://127.0.0.1:" + ports.get(0));
  }

  URI coap() {
    return URI.create("coap://127.0.0.1:" + ports.get(1));
  }

  String mqtt() {
    return "tcp://127.0.0.1:" + ports.get(3);
  }

  String kafka() {
    return "127.0.0.1:" + ports.get(4);
  }

  /** What {@code check} says, by the name of the file without its folder. */
  Map<String, List<Problem>> check() throws IOException, InterruptedException {
    Path said = folder.resolve("check.json");
    Process check = start(said, "check", "--json");
    if (!check.waitFor(START.toSeconds(), TimeUnit.SECONDS)) {
      check.destroyForcibly();
      throw new AssertionError("check has not ended: " + Files.readString(said));
    }
    Map<String, List<Problem>> problems = new TreeMap<>();
    String text = Files.readString(said);
    // what is printed before it to the same place: warnings of the JVM
    JsonNode report = new ObjectMapper().readTree(text.substring(Math.max(0, text.indexOf('{'))));
    for (JsonNode problem : report.path("problems")) {
      problems
          .computeIfAbsent(
              problem.path("file").asText().replaceFirst(".*/", ""), file -> new ArrayList<>())
          .add(new Problem(problem.path("line").asInt(), problem.path("problem").asText()));
    }
    return problems;
  }

  /** A finding. */
  record Problem(int line, String sentence) {}

  /**
   * Starts {@code dev} and waits until it is ready.
   *
   * @return whether it is; else it has ended, and {@link #log} says why
   */
  boolean dev() throws IOException {
    process = start(log(), "dev");
    try {
      Awaitility.await("ready")
          .atMost(START)
          .pollInterval(Duration.ofMillis(200))
          .until(() -> !process.isAlive() || isReady());
      return process.isAlive();
    } catch (ConditionTimeoutException e) {
      close();
      return false;
    }
  }

  private boolean isReady() throws IOException {
    if (STOCK) {
      return logText().contains(StockCamel.READY);
    }
    try {
      return management("/health/ready").getResponseCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  /** The lines of {@code /metrics}; none where it cannot be had. */
  List<String> metrics() {
    try (InputStream in = management("/metrics").getInputStream()) {
      return new String(in.readAllBytes(), UTF_8).lines().toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  private HttpURLConnection management(String path) throws IOException {
    URI uri = URI.create("http://127.0.0.1:" + ports.get(2) + path);
    HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
    connection.setConnectTimeout(1_000);
    connection.setReadTimeout(1_000);
    return connection;
  }

  Path log() {
    return folder.resolve("dev.log");
  }

  String logText() throws IOException {
    return Files.exists(log()) ? Files.readString(log()) : "";
  }

  /** What it printed as errors before it ended, without stack traces. */
  String errors() throws IOException {
    String errors =
        logText()
            .lines()
            .filter(line -> line.startsWith("error: ") || line.startsWith("Caused by: "))
            .collect(Collectors.joining(" "));
    return errors.isEmpty() ? "no error in " + log() : errors;
  }

  private Process start(Path output, String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                // What counts in a test is that it starts soon.
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC"));
    if (STOCK) {
      command.addAll(
          List.of(
              "-cp",
              ClassPath.with(folder.resolve("lib").resolve(OwnClasses.NAME)),
              StockCamel.class.getName()));
    } else if (CLASSES) {
      command.addAll(
          List.of(
              "-cp",
              ClassPath.with(folder.resolve("lib").resolve(OwnClasses.NAME)),
              "dev.tributary.Tributary"));
    } else {
      command.addAll(List.of("-jar", JAR.toString()));
    }
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command)
        .directory(folder.toFile())
        .redirectErrorStream(true)
        .redirectOutput(output.toFile())
        .start();
  }

  static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    }
  }

  /** Writes a file so that nobody reads half of it. */
  void drop(String path, String text) throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    Path hidden = file.resolveSibling("." + file.getFileName());
    Files.writeString(hidden, text, UTF_8);
    Files.move(hidden, file);
  }

  @Override
  public void close() {
    if (process != null) {
      process.destroyForcibly();
    }
  }
}
