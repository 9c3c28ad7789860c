package dev.tributary.ingest.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tributary.contract.AddressTemplates;
import dev.tributary.contract.Arrival;
import dev.tributary.contract.Outcome;
import dev.tributary.contract.Reason;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * A broker that sends anything at all leaves the gateway connecting again, in little time and with
 * no more threads, and hears of nothing that is not stored. {@code -Dmqtt.fuzz=100000} is the long
 * run; {@code -Dmqtt.fuzz.seed=N} repeats one.
 */
class MqttFuzzIT {
  private static final int CONNECTIONS = Integer.getInteger("mqtt.fuzz", 1_000);
  private static final long SEED = Long.getLong("mqtt.fuzz.seed", System.nanoTime());
  private static final System.Logger LOG = System.getLogger("test");

  private static final Duration MOST_TIME = Duration.ofSeconds(2);
  private static final Duration AT_ONCE = Duration.ofMillis(1);

  @Test
  void survivesABrokerThatSendsAnything() throws Exception {
    HostilePackets packets = new HostilePackets(new Random(SEED));
    try (ScriptedBroker broker = ScriptedBroker.start();
        Gateway gateway = new Gateway(broker.url())) {
      long slowest = 0;
      for (int number = 0; number < CONNECTIONS; number++) {
        int next = number;
        await("connection %d, seed %d".formatted(number, SEED))
            .pollInterval(AT_ONCE)
            .until(() -> broker.clients.size() > next && broker.client(next).subscribed);
        ScriptedBroker.Client client = broker.client(number);
        long before = cpuNanos();
        try {
          client.raw(packets.next());
          client.finish();
        } catch (IOException closed) {
          // by the gateway, in the middle of it
        }
        await().pollInterval(AT_ONCE).until(() -> client.gone);
        slowest = Math.max(slowest, cpuNanos() - before);
        assertThat(gateway.unstored).as("acknowledged, seed %d", SEED).isEmpty();
        assertThat(gateway.faults).as("seed %d", SEED).isEmpty();
        List<Integer> heard = List.copyOf(client.acknowledged);
        assertThat(heard)
            .as("connection %d, seed %d", number, SEED)
            .isEqualTo(gateway.received.get(number).acknowledged.subList(0, heard.size()));
      }
      LOG.log(
          System.Logger.Level.INFO,
          "{0} connections (seed {1}), {2} messages stored, {3} acknowledged; the slowest took {4}"
              + " ms",
          CONNECTIONS,
          SEED,
          gateway.stored(),
          broker.clients.stream().mapToInt(client -> client.acknowledged.size()).sum(),
          Duration.ofNanos(slowest).toMillis());
      assertThat(slowest).as("seed %d", SEED).isLessThan(MOST_TIME.toNanos());
      await().until(() -> threads().size() <= 3);
    }
  }

  @Test
  void survivesABrokerThatAnswersConnectWithAnything() throws Exception {
    HostilePackets packets = new HostilePackets(new Random(SEED));
    try (ScriptedBroker broker = ScriptedBroker.start().answers(0, 0);
        Gateway gateway = new Gateway(broker.url())) {
      for (int number = 0; number < CONNECTIONS; number++) {
        int next = number;
        await("connection %d, seed %d".formatted(number, SEED))
            .pollInterval(AT_ONCE)
            .until(() -> broker.clients.size() > next && broker.client(next).gone);
        byte[] connack = packets.next();
        // the broker closes the connection behind what is no success
        connack[Math.min(3, connack.length - 1)] |= 1;
        broker.answers(connack);
      }
      assertThat(gateway.faults).as("seed %d", SEED).isEmpty();
      assertThat(gateway.stored()).as("messages before a CONNACK, seed %d", SEED).isZero();
      await().until(() -> threads().size() <= 3);
    }
  }

  private static List<Thread> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("fuzzed"))
        .toList();
  }

  private static long cpuNanos() {
    ThreadMXBean times = ManagementFactory.getThreadMXBean();
    return threads().stream().mapToLong(thread -> times.getThreadCpuTime(thread.getId())).sum();
  }

  /** What one connection received, in order, and what of it is stored and acknowledged. */
  private static final class Received {
    final List<Integer> ids = Collections.synchronizedList(new ArrayList<>());
    final List<Integer> acknowledged = Collections.synchronizedList(new ArrayList<>());
    final Map<Arrival, Integer> places = Collections.synchronizedMap(new IdentityHashMap<>());
    final Map<Integer, Boolean> stored = Collections.synchronizedMap(new HashMap<>());
  }

  /** The session as in production, in front of a store that is late or fails as it likes. */
  private static final class Gateway implements AutoCloseable, Session.Receiver {
    final List<Received> received = new CopyOnWriteArrayList<>();
    final List<String> unstored = new CopyOnWriteArrayList<>();
    final List<Throwable> faults = new CopyOnWriteArrayList<>();

    private final NioEventLoopGroup network =
        new NioEventLoopGroup(1, new DefaultThreadFactory("fuzzed", true));
    private final SerialExecutor decider = new SerialExecutor("fuzzed-session", faults::add);
    private final SerialExecutor router = new SerialExecutor("fuzzed-routes", faults::add);
    private final ArrivalReader arrivals =
        new ArrivalReader(
            AddressTemplates.parse(List.of("devices/{device}/telemetry")), Clock.systemUTC());
    private final Map<Inbox, Received> byInbox =
        Collections.synchronizedMap(new IdentityHashMap<>());
    private final Random random = new Random(SEED);
    private final Session session;

    Gateway(String url) {
      URI broker = URI.create(url);
      BrokerAccess access =
          new BrokerAccess(
              broker.getHost(),
              broker.getPort(),
              null,
              "fuzzed",
              null,
              null,
              5,
              60,
              100,
              60,
              1 << 16);
      Backoff atOnce = new Backoff(AT_ONCE, AT_ONCE);
      session =
          new Session(
              access,
              network.next(),
              List.of("devices/+/telemetry"),
              this,
              new MqttState(),
              decider,
              new Reconnects(atOnce, atOnce, atOnce));
      session.open();
    }

    long stored() {
      return received.stream().mapToLong(each -> each.stored.size()).sum();
    }

    @Override
    public Inbox inbox(Connection connection) {
      Received of = new Received();
      received.add(of);
      Inbox inbox =
          new Inbox(
              new AckQueue(
                  id -> {
                    int place = of.acknowledged.size();
                    if (!of.ids.get(place).equals(id) || !of.stored.containsKey(place)) {
                      unstored.add("%d, the %d. of %s".formatted(id, place, of.ids));
                    }
                    of.acknowledged.add(id);
                    connection.acknowledge(id);
                  }),
              100,
              1 << 20,
              router,
              new Inbox.Owner() {
                @Override
                public void read(boolean allowed) {
                  connection.read(allowed);
                }

                @Override
                public boolean hasRoom(int bytes) {
                  return true;
                }

                @Override
                public void accept(Arrival arrival, Consumer<Outcome> answer) {
                  store(of, arrival, answer);
                }

                @Override
                public void dropped(Arrival arrival) {}

                @Override
                public void unsettled() {
                  session.deliverAgain(connection);
                }
              });
      byInbox.put(inbox, of);
      return inbox;
    }

    @Override
    public void arrived(Inbox inbox, ReceivedPublish publication) {
      Received of = byInbox.get(inbox);
      Arrival arrival = arrivals.of(publication);
      if (publication.packetId() > 0) {
        of.places.put(arrival, of.ids.size());
        of.ids.add(publication.packetId());
        inbox.arrived(arrival, publication.packetId());
      } else {
        inbox.arrived(arrival);
      }
    }

    private void store(Received of, Arrival arrival, Consumer<Outcome> answer) {
      int dice = random.nextInt(100);
      if (dice == 0) {
        answer.accept(Outcome.refused(Reason.UNAVAILABLE, "by chance", null));
      } else if (dice < 70) {
        settle(of, arrival, answer);
      } else {
        CompletableFuture.delayedExecutor(random.nextInt(3), TimeUnit.MILLISECONDS)
            .execute(() -> settle(of, arrival, answer));
      }
    }

    private static void settle(Received of, Arrival arrival, Consumer<Outcome> answer) {
      Integer place = of.places.get(arrival);
      if (place != null) {
        of.stored.put(place, true);
      }
      answer.accept(Outcome.stored(List.of()));
    }

    @Override
    public void close() {
      session.close();
      decider.stop();
      router.stop();
      network.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(1_000);
    }
  }
}
