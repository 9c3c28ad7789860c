package dev.tributary.check;

import dev.tributary.normalize.FuzzInput;
import dev.tributary.project.Finding;
import dev.tributary.runtime.Gateway;
import dev.tributary.text.Printable;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What src/test/fuzz/run.sh makes of an operator's files: one of them is the input, which one says
 * the way of a {@link FuzzInput}, and {@code check} looks at the folder. What is wrong is a line
 * that names a file, and found soon; nothing of ours fails.
 */
public final class FuzzFolder implements AutoCloseable {
  private static final String SETTINGS = "application.properties";
  private static final String TOKENS = "tokens.txt";
  private static final String KEYS = "psk.txt";
  private static final int LONGEST = 2000;
  private static final int MOST_SEED_BYTES = 4000;

  /** A name of ours or of a library where a sentence for the operator is due. */
  private static final Pattern BARE =
      Pattern.compile(
          "cannot be checked|(?:^|[ :])(?:java|javax|dev|org|com)\\.[a-z.]+\\.[A-Z]"
              + "|\\b(?:NullPointer|IndexOutOfBounds|ClassCast|StackOverflow|OutOfMemory)\\w*");

  private static final List<String> FILES =
      List.of(
          "routes/a.camel.yaml",
          "routes/kinds.yaml",
          "routes/shapes.yaml",
          "routes/topics.yaml",
          "routes/limits.yaml",
          "routes/mappings/a.jslt",
          "routes/schemas/a.schema.json",
          "routes/cases/a.yaml",
          SETTINGS,
          TOKENS,
          KEYS);

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static FuzzFolder started;

  private final Path root;
  private final byte[][] sound = new byte[FILES.size()][];

  FuzzFolder() throws IOException {
    root = Files.createTempDirectory("fuzz-folder");
    Files.createDirectories(root.resolve("routes/mappings"));
    Files.createDirectories(root.resolve("routes/schemas"));
    Files.createDirectories(root.resolve("routes/cases"));
    for (int way = 0; way < FILES.size(); way++) {
      sound[way] = sound(FILES.get(way)).getBytes(StandardCharsets.UTF_8);
      Files.write(file(way), sound[way]);
    }
  }

  /** Before the clock runs: Camel takes its time to start. */
  public static void fuzzerInitialize() throws IOException {
    started = new FuzzFolder();
    started.requireSound();
  }

  public static void fuzzerTestOneInput(byte[] data) throws Exception {
    FuzzInput input = FuzzInput.of(data);
    if (input != null) {
      input.check(
          THREADS::getCurrentThreadCpuTime, () -> started.check(input.way(), input.payload()));
    }
  }

  /** Writes one file for each seed into the folder named first. */
  public static void main(String[] arguments) throws IOException {
    Path folder = Files.createDirectories(Path.of(arguments[0]));
    int number = 0;
    for (int way = 0; way < FILES.size(); way++) {
      for (byte[] seed : seeds(way)) {
        Files.write(folder.resolve("seed-" + number++), FuzzInput.plain(way, seed));
      }
    }
  }

  static int ways() {
    return FILES.size();
  }

  /** The files of this kind that are shipped, and one that is small. */
  static List<byte[]> seeds(int way) throws IOException {
    List<byte[]> seeds = new ArrayList<>();
    String name = FILES.get(way);
    seeds.add(sound(name).getBytes(StandardCharsets.UTF_8));
    Path shipped = Path.of(name);
    String end = shipped.getFileName().toString().replaceFirst("^a\\.", ".");
    Path folder = shipped.getParent() == null ? Path.of(".") : shipped.getParent();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(end)).sorted().toList()) {
        byte[] bytes = Files.readAllBytes(file);
        for (int at = 0; at < bytes.length; at += MOST_SEED_BYTES) {
          seeds.add(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + MOST_SEED_BYTES)));
        }
      }
    }
    return seeds;
  }

  private static String sound(String name) throws IOException {
    return switch (name) {
      case "routes/a.camel.yaml" ->
          """
          - route:
              id: a
              from:
                uri: direct:a
                steps:
                  - choice:
                      when:
                        - simple: ${body} regex '[a-z]+'
                          steps:
                            - log: "{{note:x}} ${body}"
          """;
      case "routes/mappings/a.jslt" ->
          """
          def f(x) if (test($x, "^(a|b)+$")) round($x.a) else [for (.b) . + 1]
          {"measurements": [{"kind": "temperature", "value": f(.t)}], * : .}
          """;
      case "routes/schemas/a.schema.json" ->
          """
          {"type": "object", "properties": {"t": {"$ref": "#/$defs/t"}},
           "$defs": {"t": {"type": "number", "pattern": "^a+$"}}}
          """;
      case "routes/cases/a.yaml" ->
          """
          - name: a
            sent:
              address: devices/a/telemetry
              json: {temp: 1}
            expected:
              records:
                - topic: sensor.temperature
          """;
      case SETTINGS ->
          """
          tributary.http.auth=tokens
          tributary.http.tokens-file=tokens.txt
          tributary.coap.psk-file=psk.txt
          tributary.coap.secure-port=5684
          note={{other}}
          other=x
          """;
      case TOKENS -> "dev-* region=eu-* " + "0a".repeat(32) + "\n# a comment\n";
      case KEYS -> "dev-1 " + "0b".repeat(16) + "\n";
      default -> Files.readString(Path.of(name));
    };
  }

  /** What is wrong where this file has this content. */
  List<Finding> check(int way, byte[] content) throws IOException {
    int which = way % FILES.size();
    Files.write(file(which), content);
    try {
      List<Finding> findings = findings();
      findings.forEach(FuzzFolder::require);
      return findings;
    } finally {
      Files.write(file(which), sound[which]);
    }
  }

  void requireSound() {
    List<Finding> findings = findings();
    if (!findings.isEmpty()) {
      throw new IllegalStateException("the files as they are: " + findings);
    }
  }

  private List<Finding> findings() {
    // paths of the settings go by the folder that the process runs in
    Map<String, String> sets =
        Map.of(
            "tributary.http.tokens-file", root.resolve(TOKENS).toString(),
            "tributary.coap.psk-file", root.resolve(KEYS).toString());
    return Check.of(
            root.resolve(SETTINGS), Map.of(), sets, root.resolve("routes"), Gateway::passive)
        .findings();
  }

  private Path file(int way) {
    return root.resolve(FILES.get(way));
  }

  private static void require(Finding finding) {
    String line = finding.toString();
    boolean named =
        finding.file() != null
            || line.contains(SETTINGS)
            || line.contains("tributary.")
            || line.contains(TOKENS)
            || line.contains(KEYS);
    if (!named || line.length() > LONGEST || !line.codePoints().allMatch(Printable::isPrintable)) {
      throw new IllegalStateException("a finding that names no file or is no line: " + line);
    }
    if (BARE.matcher(finding.problem()).find()) {
      throw new IllegalStateException("a bare exception: " + line);
    }
  }

  @Override
  public void close() throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
