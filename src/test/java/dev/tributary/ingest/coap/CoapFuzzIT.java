package dev.tributary.ingest.coap;

import static dev.tributary.ingest.coap.Datagram.BLOCK1;
import static dev.tributary.ingest.coap.Datagram.CONTENT_FORMAT;
import static dev.tributary.ingest.coap.Datagram.PROXY_URI;
import static dev.tributary.ingest.coap.Datagram.Q_BLOCK1;
import static dev.tributary.ingest.coap.Datagram.SIZE1;
import static dev.tributary.ingest.coap.Datagram.URI_HOST;
import static dev.tributary.ingest.coap.Datagram.URI_PATH;
import static dev.tributary.ingest.coap.Datagram.URI_QUERY;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.eclipse.californium.core.coap.CoAP;
import org.eclipse.californium.core.coap.CoAP.Code;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.junit.jupiter.api.Test;

/**
 * Datagrams of any kind leave the gateway answering, in little time and memory. {@code
 * -Dcoap.fuzz=1000000} is the long run; {@code -Dcoap.fuzz.seed=N} repeats one. How much comes back
 * is measured in {@link CoapAmplificationIT}.
 */
class CoapFuzzIT {
  private static final int DATAGRAMS = Integer.getInteger("coap.fuzz", 20_000);
  private static final long SEED = Long.getLong("coap.fuzz.seed", System.nanoTime());
  private static final System.Logger LOG = System.getLogger("test");

  private static final int BATCH = 1_000;

  /** So many that the network between us does not drop any. */
  private static final int BURST = 100;

  private static final long MOST_KEPT = 128L << 20;

  private static final Duration MOST_TIME = Duration.ofMillis(10);

  private static final Duration MOST_TIME_OF_A_BATCH = Duration.ofSeconds(5);

  private static final int LARGEST_DATAGRAM = 65_507;
  private static final int REQUEST_TAG = 292;
  private static final int WARM_UP = 20;
  private static final int MEASURED = 10;

  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

  @Test
  void keepsAnsweringAfterAnyDatagrams() throws Exception {
    AnyDatagram any = new AnyDatagram(new Random(SEED));
    try (CoapWorld world = CoapWorld.open();
        RawPeer peer = new RawPeer(world.port())) {
      long before = heap();
      long slowest = 0;
      for (int i = 0; i < DATAGRAMS; i += BATCH) {
        long nanos = cpuNanos();
        List<String> marks = new ArrayList<>();
        for (int n = 0; n < BATCH; n++) {
          if (n % BURST == 0) {
            peer.ping();
          }
          AnyDatagram.Sent next = any.next();
          peer.send(next.bytes());
          if (!next.isRequest()) {
            marks.add(next.mark());
          }
        }
        assertThat(world.post("devices/dev-1/telemetry", "1").getCode())
            .as("seed %d after %d datagrams", SEED, i + BATCH)
            .isEqualTo(ResponseCode.CHANGED);
        slowest = Math.max(slowest, cpuNanos() - nanos);
        assertThat(world.route.seen)
            .as("what must not be a message, seed %d", SEED)
            .noneMatch(seen -> marks.stream().anyMatch(text(seen)::contains));
        // the notes of the test are not what the server holds
        world.route.seen.clear();
        world.refused.clear();
      }
      long more = heap() - before;
      LOG.log(
          System.Logger.Level.INFO,
          "after {0} datagrams (seed {1}) the heap holds {2} KiB more; the slowest {3} took {4} ms",
          DATAGRAMS,
          SEED,
          more >> 10,
          BATCH,
          Duration.ofNanos(slowest).toMillis());
      assertThat(more).as("bytes kept, seed %d", SEED).isLessThan(MOST_KEPT);
      assertThat(Duration.ofNanos(slowest)).as("seed %d", SEED).isLessThan(MOST_TIME_OF_A_BATCH);
    }
  }

  /** Each as large as a datagram can be, of what might take long. */
  @Test
  void takesLittleTimeForTheLargestDatagrams() throws Exception {
    try (CoapWorld world = CoapWorld.open();
        RawPeer peer = new RawPeer(world.port())) {
      for (CoAP.Type type : List.of(CoAP.Type.CON, CoAP.Type.NON)) {
        for (int number :
            new int[] {
              1, 2, URI_HOST, URI_PATH, CONTENT_FORMAT, URI_QUERY, Q_BLOCK1, REQUEST_TAG
            }) {
          assertFast(peer, "empty options " + number, full(type, number, 0));
          assertFast(peer, "options " + number, full(type, number, 250));
        }
        assertFast(peer, "one option", Datagram.post(type, 1).option(PROXY_URI, new byte[65_000]));
        assertFast(peer, "payload", Datagram.post(type, 1).payload("1".repeat(65_000)));
        Datagram all = Datagram.post(type, 1);
        for (int number = 2; number < 60_000; number += 2) {
          all.option(number == CONTENT_FORMAT || number == SIZE1 ? 2 : number);
        }
        assertFast(peer, "options of every even number", all);
        assertFast(
            peer,
            "a block with tags",
            full(type, REQUEST_TAG, 8).option(BLOCK1, 0x08).payload("x".repeat(16)));
      }
    }
  }

  private static Datagram full(CoAP.Type type, int number, int length) {
    Datagram datagram = Datagram.of(type, Code.POST.value, 1).path("devices/dev-1/telemetry");
    byte[] value = new byte[length];
    Arrays.fill(value, (byte) 0xC3);
    int each = length + (length < 13 ? 1 : 2);
    for (int left = LARGEST_DATAGRAM - 100; left > each; left -= each) {
      datagram.option(number, value);
    }
    return datagram;
  }

  private void assertFast(RawPeer peer, String what, Datagram datagram) throws Exception {
    byte[] bytes = datagram.bytes();
    send(peer, bytes, WARM_UP);
    long before = cpuNanos();
    send(peer, bytes, MEASURED);
    Duration each = Duration.ofNanos((cpuNanos() - before) / MEASURED);
    LOG.log(System.Logger.Level.INFO, "{0} us for {1}", each.toNanos() / 1000, what);
    assertThat(each).as(what).isLessThan(MOST_TIME);
  }

  /** With a message id of its own for each, so that none is a repetition. */
  private void send(RawPeer peer, byte[] bytes, int times) throws Exception {
    for (int i = 0; i < times; i++) {
      bytes[2]++;
      if (bytes[2] == 0) {
        bytes[3]++;
      }
      peer.send(bytes);
      peer.ping();
    }
  }

  /** What the threads have used that read and process datagrams, once they rest. */
  private long cpuNanos() {
    List<Thread> own =
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.getName().startsWith("coap#"))
            .toList();
    await().until(() -> own.stream().allMatch(thread -> thread.getState() == Thread.State.WAITING));
    return own.stream().mapToLong(thread -> threads.getThreadCpuTime(thread.getId())).sum();
  }

  /** What is left after a collection: server, client and test together. */
  private static long heap() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private static String text(Route.Seen seen) {
    return new String(seen.body(), ISO_8859_1);
  }
}
