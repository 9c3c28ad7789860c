package bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** How long starts take, in turn: of gateways until they are ready, of commands until they end. */
public final class Start {
  private static final String BARE = "bare Camel main";

  private record Taken(double millis, double cpuMillis) {}

  private final Options options;
  private final Lab lab;
  private final Map<String, List<Taken>> found = new LinkedHashMap<>();

  private Start(Options options, Lab lab) {
    this.options = options;
    this.lab = lab;
  }

  public static void main(String[] arguments) {
    List<String> all = new ArrayList<>(List.of("protocols=http", "pin="));
    all.addAll(Arrays.asList(arguments));
    Options options = Options.of(all.toArray(String[]::new));
    Path parent = Bridge.repository(options.bench()).resolve("target");
    try (Lab lab = new Lab(parent, 0, Bridge.TOPICS)) {
      Start start = new Start(options, lab);
      for (int round = 0; round < options.rounds(); round++) {
        start.round();
      }
      start.print();
    }
  }

  private void round() {
    for (String name : List.of(Bridge.PLAIN, Bridge.TRIBUTARY, Bridge.ARCHIVED)) {
      try (Bridge.Running running = new Bridge("http", name).start(lab, options)) {
        note(name, running.readyMillis(), running.child().cpuMicros());
      }
    }
    Path bare = options.bench().resolve("plain/bare.camel.yaml");
    List<String> java = List.of("-cp", System.getProperty("java.class.path"));
    command(BARE, Child.java(java, "bench.PlainCamel", bare.toString(), "once=true"));
    List<String> jar = List.of("-jar", options.jar().toString());
    String script = Bridge.repository(options.bench()).resolve("bin/tributary").toString();
    for (String command : List.of("check", "test")) {
      List<String> rest = List.of(command, "--routes", options.routes().toString());
      command(command, Child.java(jar, rest.toArray(String[]::new)));
      List<String> scripted = new ArrayList<>(List.of(script));
      scripted.addAll(rest);
      command(command + ", archived", scripted);
    }
  }

  private void command(String name, List<String> command) {
    long start = System.nanoTime();
    Child child = Child.start(lab.directory, name.replaceAll("\\W+", "-"), command);
    long cpu = child.awaitEnd(120);
    note(name, (System.nanoTime() - start) / 1e6, cpu);
  }

  private void note(String name, double millis, long cpuMicros) {
    found.computeIfAbsent(name, key -> new ArrayList<>()).add(new Taken(millis, cpuMicros / 1e3));
  }

  private void print() {
    System.out.println("| | ms | CPU ms | of the plain one, rounds |\n|---|--:|--:|---|");
    found.forEach(
        (name, taken) -> {
          boolean gateway = Set.of(Bridge.PLAIN, Bridge.TRIBUTARY, Bridge.ARCHIVED).contains(name);
          List<Taken> plain = found.get(gateway ? Bridge.PLAIN : BARE);
          StringBuilder ratios = new StringBuilder();
          for (int i = 0; i < taken.size(); i++) {
            ratios.append(
                String.format(Locale.ROOT, "%.2f ", taken.get(i).millis() / plain.get(i).millis()));
          }
          System.out.printf(
              Locale.ROOT,
              "| %s | %.0f | %.0f | %s|%n",
              name,
              median(taken.stream().map(Taken::millis).toList()),
              median(taken.stream().map(Taken::cpuMillis).toList()),
              ratios);
        });
  }

  private static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    return sorted.get(sorted.size() / 2);
  }
}
