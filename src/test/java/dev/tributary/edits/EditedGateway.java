package dev.tributary.edits;

import dev.tributary.check.Check;
import dev.tributary.config.Mode;
import dev.tributary.config.SettingsLoader;
import dev.tributary.contract.DeviceAnswer;
import dev.tributary.contract.Protocol;
import dev.tributary.contract.SampleMessage;
import dev.tributary.contract.Samples;
import dev.tributary.project.Finding;
import dev.tributary.project.Project;
import dev.tributary.rehearse.Rehearsal;
import dev.tributary.runtime.Gateway;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** A gateway offline with edited routes, under load, held to its promise. */
final class EditedGateway {
  private static final int MESSAGES = 24;

  /** Those of which something can be published. */
  static final int WHOLE_OR_PARTLY = 21;

  private static final long PATIENCE_MILLIS = 1_500;
  private static final Set<String> ACKNOWLEDGED = Set.of("204", "2.04", DeviceAnswer.PUBACK);
  private static final SettingsLoader.Loaded LOADED = load();

  private final Path folder;

  EditedGateway(Path folder) {
    this.folder = folder;
  }

  /**
   * What came of it.
   *
   * @param startFailure null if it started
   * @param published messages whose events Kafka has
   * @param answeredStored messages whose devices were told that they are stored
   * @param lost what was acknowledged although Kafka had neither events nor dead letter by then
   * @param unanswered messages that heard nothing in time
   */
  record Result(
      Exception startFailure,
      int published,
      int answeredStored,
      List<String> lost,
      int unanswered) {
    static Result ofFailure(Exception failure) {
      return new Result(failure, 0, 0, List.of(), 0);
    }

    /** Whether the routes still lead to publish: messages come through, if not all. */
    boolean isPublishing() {
      return published > 0;
    }
  }

  /** What check says, as before a start and a reload. */
  List<Finding> findings() {
    return Check.folder(LOADED, Project.read(folder), Gateway::passive);
  }

  /**
   * @param failures how many of a hundred records Kafka does not take
   */
  Result run(long seed, int failures) throws Exception {
    UnreliableKafka kafka = new UnreliableKafka(seed, failures);
    try (Gateway gateway = Gateway.offline(LOADED, Project.read(folder), kafka, camel -> {})) {
      gateway.start();
      awaitReady(gateway);
      return load(gateway, kafka);
    } catch (Exception e) {
      return Result.ofFailure(e);
    }
  }

  private static void awaitReady(Gateway gateway) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (!gateway.isReady() && System.nanoTime() < end) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
    }
  }

  private static Result load(Gateway gateway, UnreliableKafka kafka) throws Exception {
    List<CompletableFuture<Void>> answers = new ArrayList<>();
    List<String> lost = Collections.synchronizedList(new ArrayList<>());
    AtomicInteger stored = new AtomicInteger();
    List<Message> messages = new ArrayList<>();
    for (int i = 0; i < MESSAGES; i++) {
      Message message = new Message(i);
      messages.add(message);
      answers.add(
          gateway
              .send(message.sample())
              .thenAccept(
                  answer -> {
                    if (answer.answers().equals(List.of(DeviceAnswer.STORED))) {
                      stored.incrementAndGet();
                    }
                    if (ACKNOWLEDGED.contains(answer.code())
                        && !message.isKept(kafka.acknowledged())) {
                      lost.add(message + " was answered " + answer);
                    }
                  }));
    }
    try {
      CompletableFuture.allOf(answers.toArray(CompletableFuture<?>[]::new))
          .get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      // told below
    }
    int unanswered = (int) answers.stream().filter(answer -> !answer.isDone()).count();
    int published =
        (int) messages.stream().filter(m -> m.isPublished(kafka.acknowledged())).count();
    return new Result(null, published, stored.get(), List.copyOf(lost), unanswered);
  }

  private static SettingsLoader.Loaded load() {
    Map<String, String> sets = new HashMap<>(Rehearsal.settings());
    sets.put("tributary.kafka.ack-timeout", "1s");
    sets.put("tributary.shutdown-timeout", "1s");
    // several at once
    sets.put("camel.main.jmx-enabled", "false");
    return SettingsLoader.load(Mode.DEV, Path.of("none"), Map.of(), sets);
  }

  /** One of a device: most are whole, some impossible in part, some break off. */
  private record Message(int number) {
    private static final Protocol[] PROTOCOLS = Protocol.ofDevices().toArray(Protocol[]::new);

    SampleMessage sample() {
      return Samples.json(
          PROTOCOLS[number % PROTOCOLS.length], "devices/" + device() + "/telemetry", payload());
    }

    private String device() {
      return "dev-" + number % 5;
    }

    private int value() {
      return 100 + number;
    }

    private boolean breaksOff() {
      return number % 8 == 5;
    }

    private boolean isPartly() {
      return number % 8 == 6;
    }

    private String payload() {
      String whole =
          "{\"temp\":%d,\"illuminance\":%d%s}"
              .formatted(value(), value(), isPartly() ? ",\"humidity\":300" : "");
      return breaksOff() ? whole.substring(0, 12) : whole;
    }

    /** All that was valid is stored, and for all that was not there is a dead letter. */
    boolean isKept(Set<String> records) {
      return records.stream().anyMatch(this::isOriginal)
          || (!breaksOff() && !isPartly() && isPublished(records));
    }

    boolean isPublished(Set<String> records) {
      return has(records, "temperature") && has(records, "illuminance");
    }

    private boolean isOriginal(String record) {
      return record.equals("iot.dead-letter " + payload())
          || record.equals("iot.throttled " + payload());
    }

    private boolean has(Set<String> records, String kind) {
      return records.stream()
          .anyMatch(
              record ->
                  record.contains("{\"id\":")
                      && record.contains("\"device_id\":\"" + device() + "\"")
                      && record.contains("\"kind\":\"" + kind + "\"")
                      && record.contains("\"value\":" + value() + ","));
    }
  }
}
