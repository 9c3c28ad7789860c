package bench;

import io.vertx.core.AbstractVerticle;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * HTTP to Kafka by hand: Vert.x, an event loop for each core, 204 when Kafka has acknowledged.
 * {@code PORT KAFKA TOPIC}.
 */
public final class HttpReference extends AbstractVerticle {
  private static final String PREFIX = "/v1/devices/";

  private final int port;
  private final String topic;
  private final KafkaProducer<String, byte[]> producer;

  private HttpReference(int port, String topic, KafkaProducer<String, byte[]> producer) {
    this.port = port;
    this.topic = topic;
    this.producer = producer;
  }

  public static void main(String[] arguments) {
    KafkaProducer<String, byte[]> producer = ReferenceProducer.of(arguments[1]);
    int port = Integer.parseInt(arguments[0]);
    int loops = Runtime.getRuntime().availableProcessors();
    Vertx.vertx()
        .deployVerticle(
            () -> new HttpReference(port, arguments[2], producer),
            new DeploymentOptions().setInstances(loops))
        .onSuccess(deployed -> System.out.println("READY"))
        .onFailure(Throwable::printStackTrace);
  }

  @Override
  public void start() {
    vertx.createHttpServer().requestHandler(this::take).listen(port, "127.0.0.1");
  }

  private void take(HttpServerRequest request) {
    String path = request.path();
    int end = path.indexOf('/', PREFIX.length());
    if (request.method() != HttpMethod.POST || !path.startsWith(PREFIX) || end < 0) {
      request.response().setStatusCode(404).end();
      return;
    }
    String device = path.substring(PREFIX.length(), end);
    request.body().onSuccess(body -> store(request, device, body));
  }

  private void store(HttpServerRequest request, String device, Buffer body) {
    Context loop = vertx.getOrCreateContext();
    producer.send(
        new ProducerRecord<>(topic, device, body.getBytes()),
        (metadata, failure) ->
            loop.runOnContext(
                now -> request.response().setStatusCode(failure == null ? 204 : 503).end()));
  }
}
