package dev.tributary.reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tributary.world.TributaryTest;
import dev.tributary.world.World;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.camel.Route;
import org.junit.jupiter.api.Test;

/**
 * Nothing of an exchanged route stays: threads, MBeans, endpoints and heap after many reloads are
 * those after a few, and no route is held. {@code -Dreloads=200} says how many.
 */
@TributaryTest(editable = true)
class ReloadLeavesNothingIT {
  private static final int FEW = 10;
  private static final int MANY = Integer.getInteger("reloads", 30);

  /** The brokers of this process grow too; whole routes that stay are found by reference. */
  private static final long HEAP_ALLOWANCE = 16L << 20;

  private static final MBeanServer BEANS = ManagementFactory.getPlatformMBeanServer();

  @Test
  void afterManyReloads(World world) throws Exception {
    for (int turn = 0; turn < FEW; turn++) {
      reload(world, turn);
    }
    settle(world);
    List<String> beans = beans();
    int endpoints = world.gateway().camel().getEndpoints().size();
    int threads = threads();
    long heap = heap();

    List<WeakReference<Route>> exchanged = new ArrayList<>();
    for (int turn = FEW; turn < MANY; turn++) {
      List<Route> before = new ArrayList<>(world.gateway().camel().getRoutes());
      reload(world, turn);
      before.removeAll(world.gateway().camel().getRoutes());
      before.forEach(route -> exchanged.add(new WeakReference<>(route)));
    }
    settle(world);

    assertThat(beans()).as("MBeans").isEqualTo(beans);
    assertThat(world.gateway().camel().getEndpoints()).hasSize(endpoints);
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(threads()).as("threads").isLessThanOrEqualTo(threads + 3));
    System.getLogger("test")
        .log(
            System.Logger.Level.INFO,
            "after {0} reloads and after {1}: threads {2} and {3}, heap {4} and {5} kB",
            FEW,
            MANY,
            threads,
            threads(),
            heap / 1024,
            heap() / 1024);
    assertThat(held(exchanged)).as("routes of %d that are still held", exchanged.size()).isEmpty();
    assertThat(heap()).as("heap").isLessThan(heap + HEAP_ALLOWANCE);
  }

  /** Changes the pipeline, and an operator's own route of each kind, with what they send to. */
  private static void reload(World world, int turn) throws Exception {
    world.folder().touch(PipelineFolder.STAGES.get(turn % PipelineFolder.STAGES.size()), turn);
    world
        .folder()
        .save(
            "own.camel.yaml",
            """
            - route:
                id: own-http
                from:
                  uri: platform-http:/own
                  steps:
                    - to: mock:turn%1$d
                    - to: direct:own
            - route:
                id: own-direct
                from:
                  uri: direct:own
                  steps:
                    - to: seda:own%1$d
                    - setBody: { constant: turn %1$d }
            - route:
                id: own-timer
                from:
                  uri: timer:turn%1$d?period=200
                  steps:
                    - to: log:turn%1$d?level=OFF
            - route:
                id: own-coap
                from:
                  uri: "coap://{{tributary.coap.host}}:{{tributary.coap.port}}/own%1$d"
                  steps:
                    - setBody: { constant: turn %1$d }
            - route:
                id: own-mqtt
                from:
                  uri: paho-mqtt5:own?clientId=own
                  steps:
                    - to: paho-mqtt5:own/answer%1$d
            """
                .formatted(turn));
    world.reload();
  }

  private static List<String> held(List<WeakReference<Route>> exchanged) {
    heap();
    return exchanged.stream()
        .map(WeakReference::get)
        .filter(Objects::nonNull)
        .map(Route::getRouteId)
        .sorted()
        .toList();
  }

  /** Exchanged routes end once nothing is in flight in them. */
  private static void settle(World world) {
    await().atMost(Duration.ofSeconds(30)).until(() -> world.gateway().reloadsWaiting() == 0);
  }

  /** By what they are for: a turn has its number. */
  private static List<String> beans() throws Exception {
    return BEANS.queryNames(new ObjectName("org.apache.camel:*"), null).stream()
        .map(name -> name.getCanonicalName().replaceAll("0x[0-9a-f]+|\\d+", "N"))
        .sorted()
        .toList();
  }

  private static int threads() {
    return ManagementFactory.getThreadMXBean().getThreadCount();
  }

  private static long heap() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
