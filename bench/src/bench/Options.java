package bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What to measure, from {@code key=value} arguments. */
record Options(
    Path bench,
    Path jar,
    Path routes,
    List<String> protocols,
    List<String> payloads,
    List<Integer> delays,
    List<String> bridges,
    int rounds,
    long messages,
    int drains,
    long warm,
    double seconds,
    double warmSeconds,
    double live,
    int connections,
    List<String> pin,
    List<String> jvm,
    List<Path> with) {

  static Options of(String[] arguments) {
    Map<String, String> given = new HashMap<>();
    for (String argument : arguments) {
      String[] pair = argument.split("=", 2);
      if (pair.length != 2) {
        throw new IllegalArgumentException("arguments are key=value, not \"" + argument + "\"");
      }
      given.put(pair[0], pair[1]);
    }
    Path bench = Path.of(take(given, "bench", "bench")).toAbsolutePath();
    Options options =
        new Options(
            bench,
            Path.of(take(given, "jar", bench.resolve("../target/tributary.jar").toString()))
                .normalize(),
            Path.of(take(given, "routes", bench.resolve("../routes").toString())).normalize(),
            list(take(given, "protocols", "mqtt,http,coap")),
            list(take(given, "payloads", "one")),
            list(take(given, "delays", "0")).stream().map(Integer::valueOf).toList(),
            list(take(given, "bridges", "")),
            Integer.parseInt(take(given, "rounds", "5")),
            Long.parseLong(take(given, "messages", "200000")),
            Integer.parseInt(take(given, "drains", "3")),
            Long.parseLong(take(given, "warm", "800000")),
            Double.parseDouble(take(given, "seconds", "8")),
            Double.parseDouble(take(given, "warm-seconds", "45")),
            Double.parseDouble(take(given, "live", "0")),
            Integer.parseInt(take(given, "connections", "64")),
            list(take(given, "pin", "mqtt")),
            List.of(take(given, "jvm", "-Xmx1g").split(" ")),
            list(take(given, "with", "")).stream().map(Path::of).toList());
    if (!given.isEmpty()) {
      throw new IllegalArgumentException("unknown arguments: " + given.keySet());
    }
    return options;
  }

  boolean wants(Bridge bridge) {
    return bridges.isEmpty() ? bridge.isCompared() : bridges.contains(bridge.name());
  }

  byte[] payload(String name) {
    try {
      String file = Bridge.lines(name) > 1 ? "one" : name;
      return Files.readAllBytes(bench.resolve("payloads/" + file + ".json"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String take(Map<String, String> given, String key, String otherwise) {
    String value = given.remove(key);
    return value == null ? otherwise : value;
  }

  private static List<String> list(String text) {
    return Arrays.stream(text.split(",")).filter(item -> !item.isEmpty()).toList();
  }
}
