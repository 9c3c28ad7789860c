package dev.tributary.rehearse;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tributary.config.FailureSentence;
import dev.tributary.config.Nearest;
import dev.tributary.config.SettingsLoader;
import dev.tributary.kafka.RecordedMessage;
import dev.tributary.kafka.Topics;
import dev.tributary.kafka.out.OfflineOut;
import dev.tributary.kafka.out.OutModule;
import dev.tributary.project.Project;
import dev.tributary.rehearse.Case.Outgoing;
import dev.tributary.rehearse.Case.Request;
import dev.tributary.rehearse.Case.Stored;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.camel.Route;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/** Runs cases of routes out: a gateway of its own, in which every far end is replaced. */
final class OutgoingRunner implements AutoCloseable {
  private static final long ENDS_WITHIN_SECONDS = 10;

  private final FarEnds farEnds = new FarEnds();
  private final Rehearsal gateway;
  private final Topics topics;
  private long offset;

  OutgoingRunner(OfflineGateway.Factory gateways, SettingsLoader.Loaded loaded, Project project)
      throws Exception {
    topics = Topics.of(loaded.settings().tributary());
    gateway = new Rehearsal(gateways, loaded, project, farEnds::standIn);
  }

  void run(Outgoing outgoing, Comparison comparison) throws InterruptedException {
    OfflineOut route = route(outgoing, comparison);
    if (route == null) {
      return;
    }
    gateway.begin();
    farEnds.begin(outgoing.answers());
    OfflineOut.Handed list = route.hand(outgoing.records().stream().map(this::record).toList());
    int again = -1;
    Throwable failure;
    do {
      failure = end(list);
      again++;
    } while (failure != null && again < outgoing.answers().size());
    if (failure != null) {
      comparison.differ("delivery", "an end without a failure", FailureSentence.of(failure));
    } else if (again != outgoing.again()) {
      comparison.differ("again", Integer.toString(outgoing.again()), Integer.toString(again));
    }
    if (outgoing.requests() != null) {
      comparison.requests(
          outgoing.requests().stream().map(this::resolved).toList(), farEnds.requests());
    }
    comparison.records("undelivered", outgoing.undelivered(), undelivered());
  }

  /** An address may stand in the settings, as it does for the route. */
  private Request resolved(Request request) {
    return request.uri() == null
        ? request
        : request.at(farEnds.camel().resolvePropertyPlaceholders(request.uri()));
  }

  private OfflineOut route(Outgoing outgoing, Comparison comparison) {
    Route route = farEnds.camel().getRoute(outgoing.route());
    if (route == null || !(route.getConsumer() instanceof OfflineOut out)) {
      List<String> names =
          farEnds.camel().getRoutes().stream()
              .filter(one -> one.getConsumer() instanceof OfflineOut)
              .map(Route::getRouteId)
              .toList();
      comparison.differ(
          "route",
          "one that begins with out:",
          "\"%s\"%s".formatted(outgoing.route(), Nearest.hint(outgoing.route(), names)));
      return null;
    }
    if (!farEnds.camel().getRouteController().getRouteStatus(outgoing.route()).isStarted()) {
      comparison.differ(
          "route", "one that starts", String.join("; ", farEnds.camel().notStarted()));
      return null;
    }
    for (Stored record : outgoing.records()) {
      if (!out.reads(topics.name(record.topic()))) {
        comparison.differ(
            "record.topic",
            "one that %s reads".formatted(outgoing.route()),
            "\"%s\"".formatted(record.topic()));
        return null;
      }
    }
    return out;
  }

  private static Throwable end(OfflineOut.Handed list) throws InterruptedException {
    try {
      return CompletableFuture.supplyAsync(list::deliver)
          .get(ENDS_WITHIN_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      return e.getCause();
    } catch (TimeoutException e) {
      return new IllegalStateException("no end within %d s".formatted(ENDS_WITHIN_SECONDS));
    }
  }

  private List<RecordedMessage> undelivered() {
    return gateway.take().stream()
        .filter(record -> record.topic().equals(OutModule.TOPIC))
        .toList();
  }

  private ConsumerRecord<byte[], byte[]> record(Stored stored) {
    byte[] key = stored.key() == null ? null : stored.key().getBytes(UTF_8);
    Headers headers = new RecordHeaders();
    stored
        .headers()
        .forEach((name, text) -> headers.add(name, text == null ? null : text.getBytes(UTF_8)));
    return new ConsumerRecord<>(
        topics.name(stored.topic()),
        0,
        offset++,
        System.currentTimeMillis(),
        TimestampType.CREATE_TIME,
        key == null ? ConsumerRecord.NULL_SIZE : key.length,
        stored.value() == null ? ConsumerRecord.NULL_SIZE : stored.value().length,
        key,
        stored.value(),
        headers,
        Optional.empty());
  }

  @Override
  public void close() {
    gateway.close();
  }
}
