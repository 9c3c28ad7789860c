package dev.tributary.verify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.IntPredicate;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** An HTTP end that can be made to break each promise that verify watches over. */
@SuppressWarnings("FutureReturnValueIgnored") // the order of sends is what matters here
final class PretendGateway implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Vertx vertx = Vertx.vertx();
  private final KafkaProducer<byte[], byte[]> producer;
  private final HttpServer server;

  IntPredicate acknowledgeEarlyAndForget = number -> false;
  IntPredicate storeTwice = number -> false;
  IntPredicate storeTwiceUnderAnotherId = number -> false;
  IntPredicate storeEndlessly = number -> false;
  IntPredicate storeAfterTheNext = number -> false;
  IntPredicate deadLetter = number -> false;
  IntPredicate refuse = number -> false;
  IntPredicate unavailableOnce = number -> false;
  private ProducerRecord<byte[], byte[]> heldBack;
  private int lastUnavailable;

  PretendGateway(String brokers) {
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", brokers, "acks", "all"),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    server =
        vertx
            .createHttpServer()
            .requestHandler(request -> request.bodyHandler(body -> take(request, body)))
            .listen(0, "localhost")
            .toCompletionStage()
            .toCompletableFuture()
            .join();
  }

  URI uri() {
    return URI.create("http://localhost:" + server.actualPort());
  }

  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
    producer.close();
  }

  /** What should have come after the next, and there was none. */
  void storeWhatIsHeldBack() {
    vertx.runOnContext(ignored -> producer.send(heldBack));
  }

  private void take(HttpServerRequest request, Buffer body) {
    String device = request.path().split("/")[3];
    int number = number(body);
    if (refuse.test(number)) {
      answer(request, 400);
    } else if (unavailableOnce.test(number) && lastUnavailable != number) {
      lastUnavailable = number;
      answer(request, 503);
    } else if (acknowledgeEarlyAndForget.test(number)) {
      answer(request, 204);
    } else if (deadLetter.test(number)) {
      send(request, letter(device, body));
    } else if (storeAfterTheNext.test(number)) {
      heldBack = record(device, event(device, number, "id-" + number));
      answer(request, 204);
    } else {
      store(request, device, number);
    }
  }

  private void store(HttpServerRequest request, String device, int number) {
    if (storeTwice.test(number)) {
      producer.send(record(device, event(device, number, "id-" + number)));
    }
    if (storeEndlessly.test(number)) {
      vertx.setPeriodic(
          100, ignored -> producer.send(record(device, event(device, number, "id-" + number))));
    }
    if (storeTwiceUnderAnotherId.test(number)) {
      producer.send(record(device, event(device, number, "another-" + number)));
    }
    if (heldBack != null) {
      producer.send(record(device, event(device, number, "id-" + number)));
      send(request, heldBack);
      heldBack = null;
      return;
    }
    send(request, record(device, event(device, number, "id-" + number)));
  }

  private void send(HttpServerRequest request, ProducerRecord<byte[], byte[]> record) {
    producer.send(
        record,
        (metadata, failure) ->
            vertx.runOnContext(ignored -> answer(request, failure == null ? 204 : 500)));
  }

  private static void answer(HttpServerRequest request, int status) {
    request.response().setStatusCode(status).end();
  }

  private static int number(Buffer body) {
    try {
      JsonNode read = JSON.readTree(body.getBytes());
      return read.get("verify").asInt();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] event(String device, int number, String id) {
    return "{\"id\":\"%s\",\"device_id\":\"%s\",\"kind\":\"verify\",\"value\":%d}"
        .formatted(id, device, number)
        .getBytes(StandardCharsets.UTF_8);
  }

  private static ProducerRecord<byte[], byte[]> record(String device, byte[] event) {
    return new ProducerRecord<>("iot.verify", device.getBytes(StandardCharsets.UTF_8), event);
  }

  private static ProducerRecord<byte[], byte[]> letter(String device, Buffer body) {
    ProducerRecord<byte[], byte[]> letter =
        new ProducerRecord<>(
            "iot.dead-letter", device.getBytes(StandardCharsets.UTF_8), body.getBytes());
    letter.headers().add("tributary_reason", "invalid".getBytes(StandardCharsets.UTF_8));
    return letter;
  }
}
