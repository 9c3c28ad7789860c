package dev.tributary.normalize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.contract.EventJson;
import dev.tributary.contract.Reason;
import dev.tributary.contract.Rejection;
import dev.tributary.contract.Variables;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * No payload of 256 KiB costs more than 50 ms of CPU from its bytes to its records. Asserted is ten
 * times as much, for what is not yet compiled and for slow machines; what is quadratic costs more.
 * The costliest are printed; {@code -Dtributary.figures=999} prints all.
 */
class WorstCaseTest {
  private static final int SIZE = 256 * 1024;
  private static final long MOST_NANOS = 500_000_000;
  private static final int MOST_RUNS = 5;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  @AutoClose private static final NormalizeRoute route = new NormalizeRoute("publish");

  @Test
  void costsLittleFromBytesToRecords() {
    measure(route, WorstCases.of(SIZE));
  }

  /** Keywords of all sorts, and of each what fails at every value. */
  @Test
  void costsLittleToCheckWithASchema(@TempDir Path folder) throws IOException {
    List<WorstCases.Case> flat =
        WorstCases.of(SIZE).stream()
            .filter(worst -> worst.name().matches("(?:JSON|names|numbers).*"))
            .toList();
    copy(NormalizeRoute.ROUTES, folder);
    for (String schema :
        List.of(
            "{\"additionalProperties\": {\"type\": \"string\"}, \"items\": {\"type\": \"string\"}}",
            "{\"anyOf\": [{\"additionalProperties\": {\"maximum\": 0}}, {\"items\": {\"maximum\": 0}}]}",
            "{\"propertyNames\": {\"pattern\": \"^[a-z]$\"}, \"uniqueItems\": true}",
            "{\"unevaluatedProperties\": false, \"unevaluatedItems\": false}",
            "{\"items\": {\"properties\": {\"temp\": {\"enum\": [0.5]}}}}")) {
      Files.writeString(folder.resolve("schemas/flat.schema.json"), schema);
      try (NormalizeRoute checked = new NormalizeRoute(folder)) {
        measure(checked, flat);
      }
    }
  }

  private static void measure(NormalizeRoute route, List<WorstCases.Case> cases) {
    Map<Long, String> figures = new TreeMap<>(Comparator.reverseOrder());
    for (WorstCases.Case worst : cases) {
      assertThat(worst.payload().length).as(worst.name()).isBetween(1, SIZE);
      long nanos = nanos(route, worst);
      figures.put(nanos, worst.name());
      assertThat(nanos).as("nanoseconds of CPU for " + worst).isLessThan(MOST_NANOS);
    }
    figures.entrySet().stream()
        .limit(Integer.getInteger("tributary.figures", 5))
        .forEach(
            figure -> System.out.printf("%6.1f ms %s%n", figure.getKey() / 1e6, figure.getValue()));
  }

  /** The least of several runs, of which the first is warm enough if it costs little. */
  private static long nanos(NormalizeRoute route, WorstCases.Case worst) {
    long least = Long.MAX_VALUE;
    for (int run = 0; run < MOST_RUNS && least > MOST_NANOS / 20; run++) {
      long begun = THREADS.getCurrentThreadCpuTime();
      send(route, worst);
      least = Math.min(least, THREADS.getCurrentThreadCpuTime() - begun);
    }
    return least;
  }

  private static void send(NormalizeRoute route, WorstCases.Case worst) {
    Exchange exchange =
        route.send(
            worst.payload(),
            worst.contentType(),
            e -> {
              if (worst.gateway()) {
                e.setVariable(Variables.ADDRESS, "gateways/gw-1/telemetry");
                e.removeVariable(Variables.DEVICE);
              }
            });
    route.ignored.clear();
    route.rejected.clear();
    if (exchange.getException() == null) {
      NormalizeRoute.events(exchange).forEach(EventJson::write);
    } else {
      assertThat(exchange.getException()).as(worst.name()).isInstanceOf(Rejection.class);
      assertThat(NormalizeRoute.rejection(exchange).reason())
          .as(worst.name())
          .isNotEqualTo(Reason.INTERNAL);
    }
  }

  static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> paths = Files.walk(from)) {
      for (Path path : paths.sorted().toList()) {
        Path copy = to.resolve(from.relativize(path).toString());
        if (Files.isDirectory(path)) {
          Files.createDirectories(copy);
        } else {
          Files.copy(path, copy);
        }
      }
    }
  }
}
