package dev.tributary.plaincamel;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tributary.plaincamel.RouteSet.CoapRequest;
import dev.tributary.plaincamel.RouteSet.Effect;
import dev.tributary.plaincamel.RouteSet.Given;
import dev.tributary.plaincamel.RouteSet.Logged;
import dev.tributary.plaincamel.RouteSet.Metric;
import dev.tributary.plaincamel.RouteSet.Publication;
import dev.tributary.plaincamel.RouteSet.Request;
import dev.tributary.plaincamel.RouteSet.Sent;
import dev.tributary.plaincamel.RouteSet.Text;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.californium.core.CoapClient;
import org.eclipse.californium.core.CoapResponse;
import org.eclipse.californium.core.coap.MediaTypeRegistry;
import org.eclipse.californium.core.config.CoapConfig;
import org.eclipse.californium.elements.exception.ConnectorException;
import org.eclipse.paho.mqttv5.client.IMqttMessageListener;
import org.eclipse.paho.mqttv5.client.MqttClient;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttSubscription;

/** What is done to a gateway from outside, and what is seen of it there. */
final class Watch implements AutoCloseable {
  private static final Duration ANSWER = Duration.ofSeconds(8);
  private static final Pattern LEVEL = Pattern.compile("^\\S+ +(DEBUG|INFO|WARN|ERROR) ");

  private final Run run;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(ANSWER).build();
  private final MqttClient mqtt;
  private final KafkaConsumer<String, String> consumer;
  private final List<Publication> published = new CopyOnWriteArrayList<>();
  private final List<ConsumerRecord<String, String>> records = new ArrayList<>();
  private final Set<TopicPartition> partitions = new HashSet<>();
  private final IdentityHashMap<Effect, String> answers = new IdentityHashMap<>();
  private List<String> log = List.of();
  private List<String> metrics = List.of();

  static {
    CoapConfig.register();
  }

  Watch(Run run) throws MqttException {
    this.run = run;
    mqtt = new MqttClient(run.mqtt(), "plain-camel-watch", new MemoryPersistence());
    mqtt.connect();
    mqtt.subscribe(
        new MqttSubscription[] {new MqttSubscription("#", 1)},
        new IMqttMessageListener[] {
          (topic, message) ->
              published.add(new Publication(topic, new String(message.getPayload(), UTF_8)))
        });
    consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", run.kafka(), "auto.offset.reset", "earliest"),
            new StringDeserializer(),
            new StringDeserializer());
  }

  void act(Given given) throws Exception {
    if (given instanceof Request request) {
      answer(request);
    } else if (given instanceof Publication publication) {
      mqtt.publish(publication.topic(), publication.payload().getBytes(UTF_8), 1, false);
    } else if (given instanceof Sent sent) {
      produce(sent);
    } else if (given instanceof Text text) {
      run.drop(text.path(), text.text());
    }
  }

  private void produce(Sent sent) throws Exception {
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", run.kafka(), "max.block.ms", "8000"),
            new StringSerializer(),
            new StringSerializer())) {
      ProducerRecord<String, String> record =
          new ProducerRecord<>(sent.topic(), sent.key(), sent.value());
      sent.headers().forEach((name, value) -> record.headers().add(name, value.getBytes(UTF_8)));
      producer.send(record).get(ANSWER.toSeconds(), TimeUnit.SECONDS);
    }
  }

  /** Asks what an effect is the answer to; the others come by themselves. */
  void ask(Effect effect) {
    try {
      if (effect instanceof Request request) {
        answers.put(effect, answer(request));
      } else if (effect instanceof CoapRequest request) {
        answers.put(effect, answer(request));
      }
    } catch (IOException | ConnectorException e) {
      answers.put(effect, e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** As a device does that is told to try again. */
  void askAgain(Effect effect) {
    String answer = answers.get(effect);
    if (answer != null && (answer.startsWith("503") || answer.startsWith("5.03"))) {
      ask(effect);
    }
  }

  private String answer(Request request) throws IOException, InterruptedException {
    HttpRequest.BodyPublisher body =
        request.body() == null
            ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.ofString(request.body());
    HttpRequest.Builder asked =
        HttpRequest.newBuilder(run.http().resolve(request.path()))
            .timeout(ANSWER)
            .method(request.method(), body);
    request.headers().forEach(asked::header);
    HttpResponse<String> answer = http.send(asked.build(), HttpResponse.BodyHandlers.ofString());
    StringBuilder seen = new StringBuilder();
    seen.append(answer.statusCode());
    if (request.answer() != null) {
      seen.append(' ').append(answer.body().strip());
    }
    request
        .answerHeaders()
        .keySet()
        .forEach(
            name ->
                seen.append(' ')
                    .append(name)
                    .append('=')
                    .append(answer.headers().firstValue(name).orElse("")));
    return seen.toString();
  }

  private static String wanted(Request request) {
    StringBuilder wanted = new StringBuilder();
    wanted.append(request.status());
    if (request.answer() != null) {
      wanted.append(' ').append(request.answer().strip());
    }
    request
        .answerHeaders()
        .forEach((name, value) -> wanted.append(' ').append(name).append('=').append(value));
    return wanted.toString();
  }

  private String answer(CoapRequest request) throws IOException, ConnectorException {
    CoapClient client = new CoapClient(run.coap().resolve(request.path()));
    client.setTimeout(ANSWER.toMillis());
    try {
      CoapResponse answer =
          "GET".equals(request.method())
              ? client.get()
              : client.post(request.body(), MediaTypeRegistry.TEXT_PLAIN);
      return answer == null
          ? "no answer"
          : answer.getCode() + " " + answer.getResponseText().strip();
    } finally {
      client.shutdown();
    }
  }

  /** Reads what came since. */
  void look(Set<String> topics) throws IOException {
    log = run.logText().lines().toList();
    metrics = run.metrics();
    Set<TopicPartition> found = new HashSet<>();
    consumer
        .listTopics()
        .forEach(
            (topic, infos) -> {
              if (topics.contains(topic)) {
                infos.forEach(info -> found.add(new TopicPartition(topic, info.partition())));
              }
            });
    if (partitions.addAll(found)) {
      consumer.assign(partitions);
    }
    if (!partitions.isEmpty()) {
      consumer.poll(Duration.ofMillis(200)).forEach(records::add);
    }
  }

  /** Whether the effect is there by now. */
  boolean isSeen(Effect effect) throws IOException {
    if (effect instanceof Logged logged) {
      long times = lines(logged).count();
      return logged.times() == null ? times > 0 : times == logged.times();
    }
    if (effect instanceof Request request) {
      return wanted(request).equals(answers.get(effect));
    }
    if (effect instanceof CoapRequest request) {
      return (request.code() + " " + request.answer()).equals(answers.get(effect));
    }
    if (effect instanceof Sent sent) {
      return records.stream().anyMatch(record -> matches(sent, record));
    }
    if (effect instanceof Publication publication) {
      return published.contains(publication);
    }
    if (effect instanceof Metric metric) {
      return metrics.stream().anyMatch(line -> metric.words().stream().allMatch(line::contains));
    }
    Text text = (Text) effect;
    Path file = run.folder().resolve(text.path());
    return Files.exists(file) && Files.readString(file).strip().equals(text.text().strip());
  }

  private Stream<String> lines(Logged logged) {
    return log.stream()
        .filter(
            line -> {
              var level = LEVEL.matcher(line);
              return level.find()
                  && level.group(1).equals(logged.level().name())
                  && logged.words().stream().allMatch(line::contains);
            });
  }

  private static boolean matches(Sent sent, ConsumerRecord<String, String> record) {
    return record.topic().equals(sent.topic())
        && (sent.key() == null || sent.key().equals(record.key()))
        && (sent.value() == null || sent.value().equals(record.value()))
        && sent.headers().entrySet().stream()
            .allMatch(
                header -> {
                  Header found = record.headers().lastHeader(header.getKey());
                  return found != null
                      && new String(found.value(), UTF_8).equals(header.getValue());
                });
  }

  /** What was seen in place of the effect. */
  String instead(Effect effect) throws IOException {
    if (effect instanceof Logged logged) {
      return lines(logged).count() + " such lines";
    }
    if (effect instanceof Sent sent) {
      return records.stream()
          .filter(record -> record.topic().equals(sent.topic()))
          .map(record -> record.key() + "=" + record.value())
          .toList()
          .toString();
    }
    if (effect instanceof Publication publication) {
      return published.stream()
          .filter(other -> other.topic().equals(publication.topic()))
          .toList()
          .toString();
    }
    if (effect instanceof Metric metric) {
      return metrics.stream()
          .filter(line -> line.contains(metric.words().get(0)))
          .toList()
          .toString();
    }
    if (effect instanceof Text text) {
      Path file = run.folder().resolve(text.path());
      return Files.exists(file) ? Files.readString(file) : "no such file";
    }
    return String.valueOf(answers.get(effect));
  }

  /** The first WARN or ERROR line that names this. */
  String complaint(String name) {
    return log.stream()
        .filter(line -> line.contains(name) && line.matches("^\\S+ +(WARN|ERROR) .*"))
        .findFirst()
        .orElse("");
  }

  @Override
  public void close() {
    consumer.close(Duration.ZERO);
    try {
      mqtt.disconnectForcibly(100, 100);
      mqtt.close();
    } catch (MqttException e) {
      // it is gone with the broker
    }
  }
}
