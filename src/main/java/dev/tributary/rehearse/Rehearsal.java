package dev.tributary.rehearse;

import dev.tributary.config.Settings;
import dev.tributary.config.SettingsLoader;
import dev.tributary.contract.DeviceAnswer;
import dev.tributary.contract.Receipt;
import dev.tributary.contract.SampleMessage;
import dev.tributary.kafka.RecordedMessage;
import dev.tributary.kafka.RecordingProducer;
import dev.tributary.project.Project;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.apache.camel.CamelContext;

/**
 * The gateway as {@code run} wires it, on no network: messages are handed in, records collected.
 */
public final class Rehearsal implements AutoCloseable {
  private static final long ANSWER_WITHIN_SECONDS = 10;
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private final SettableClock clock = new SettableClock();
  private final DropRecorder dropped = new DropRecorder();
  private final RecordingProducer kafka;
  private final OfflineGateway gateway;
  private final Factory<OutgoingRunner> outgoing;
  private OutgoingRunner out;

  /** Makes something that may fail. */
  @FunctionalInterface
  private interface Factory<T> {
    T create() throws Exception;
  }

  public Rehearsal(OfflineGateway.Factory gateways, SettingsLoader.Loaded loaded, Project project)
      throws Exception {
    this(gateways, loaded, project, camel -> {});
  }

  /**
   * @param loaded that include {@link #settings()}
   * @param watching is given the context before its routes are made
   */
  public Rehearsal(
      OfflineGateway.Factory gateways,
      SettingsLoader.Loaded loaded,
      Project project,
      Consumer<CamelContext> watching)
      throws Exception {
    this.outgoing = () -> new OutgoingRunner(gateways, loaded, project);
    Settings.Tributary settings = loaded.settings().tributary();
    kafka = new RecordingProducer(project, settings.kafka().topicPrefix());
    gateway = gateways.create(loaded, project, kafka, watching);
    try {
      gateway.clock(clock);
      gateway.follow(dropped);
      gateway.start();
      awaitKafka();
    } catch (Exception e) {
      gateway.close();
      throw e;
    }
  }

  /** What wins over the operator's settings: all listeners are on, none asks who sends. */
  public static Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("tributary.kafka.brokers", "localhost:9092");
    settings.put("tributary.mqtt.broker-url", "tcp://localhost:1883");
    settings.put("tributary.mqtt.client-id", "rehearsal");
    settings.put("tributary.http.host", "127.0.0.1");
    settings.put("tributary.http.port", "0");
    settings.put("tributary.http.auth", "none");
    settings.put("tributary.http.tls.certificate", "");
    settings.put("tributary.http.tls.key", "");
    settings.put("tributary.http.tls.ca", "");
    settings.put("tributary.coap.host", "127.0.0.1");
    settings.put("tributary.coap.port", "0");
    settings.put("tributary.coap.secure-port", "");
    settings.put("tributary.management.port", "");
    settings.put("tributary.dead-letter.rate", "1000000");
    settings.put("tributary.reload.enabled", "false");
    settings.put("tributary.trace.enabled", "false");
    return settings;
  }

  private void awaitKafka() {
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (!gateway.isReady()) {
      if (System.nanoTime() - end > 0) {
        throw new IllegalStateException("the gateway does not come up: " + gateway.statusLine());
      }
      LockSupport.parkNanos(STEP_NANOS);
    }
  }

  /** Lets nothing of what went before count. */
  void begin() {
    gateway.forgetRates();
    take();
    dropped.take();
  }

  /**
   * Sends a message and waits for its answer.
   *
   * @param received what the gateway's clock shows, null for now
   */
  public DeviceAnswer send(SampleMessage sent, Instant received) throws InterruptedException {
    clock.set(received);
    try {
      return gateway.send(sent).get(ANSWER_WITHIN_SECONDS, TimeUnit.SECONDS);
    } catch (IllegalArgumentException e) {
      return new DeviceAnswer("not sent", List.of("none"), e.getMessage());
    } catch (ExecutionException e) {
      return new DeviceAnswer(
          "no answer", List.of("none"), String.valueOf(e.getCause().getMessage()));
    } catch (TimeoutException e) {
      return new DeviceAnswer(
          "no answer", List.of("none"), "after %d s".formatted(ANSWER_WITHIN_SECONDS));
    }
  }

  /** What Kafka would have got since this was asked last. */
  public List<RecordedMessage> take() {
    return kafka.take();
  }

  /** What routes left out on purpose since this was asked last. */
  public List<Receipt.Dropped> takeDropped() {
    return dropped.take();
  }

  /** For cases of routes out, which most folders have none of. */
  OutgoingRunner outgoing() throws Exception {
    if (out == null) {
      out = outgoing.create();
    }
    return out;
  }

  @Override
  public void close() {
    if (out != null) {
      out.close();
    }
    gateway.close();
  }
}
