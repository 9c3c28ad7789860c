package dev.tributary.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tributary.config.Settings;
import dev.tributary.failure.FailureClassification;
import dev.tributary.kafka.KafkaModule;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.main.Main;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The routeConfiguration `retrying` of on-failure.camel.yaml, behind an operator's own step. */
class RetryingTest {
  private final Main main = new Main();
  private final Map<String, AtomicInteger> tries = new ConcurrentHashMap<>();
  private final List<String> done = new CopyOnWriteArrayList<>();

  @BeforeEach
  void start() throws Exception {
    main.setDefaultPropertyPlaceholderLocation("false");
    main.configure()
        .withBasePackageScanEnabled(false)
        .withRoutesIncludePattern("file:routes/on-failure.camel.yaml");
    main.configure()
        .addRoutesBuilder(
            new RouteBuilder() {
              @Override
              public void configure() {
                from("direct:enrich")
                    .routeId("enrich")
                    .routeConfigurationId("retrying")
                    .process(RetryingTest.this::lookUp)
                    .process(exchange -> done.add(exchange.getMessage().getBody(String.class)));
              }
            });
    main.init();
    Settings settings = PublishWorld.settings("unused:1", Map.of());
    PublishWorld.stages(settings, new KafkaModule(settings, producer()))
        .forEach(stage -> stage.bind(main.getCamelContext()));
    main.start();
  }

  @AfterEach
  void stop() {
    main.stop();
  }

  @Test
  void tryALookUpAgainThatFailsTwiceWhileNobodyWaits() {
    AtomicInteger answered = new AtomicInteger();
    AsyncProcessor route =
        (AsyncProcessor) main.getCamelContext().getRoute("enrich").getProcessor();

    // From one thread, as from a protocol's: the first is still being tried when the second is
    // through.
    Exchange slow = exchange("fails twice");
    boolean sync = route.process(slow, doneSync -> answered.incrementAndGet());
    route.process(exchange("well"), doneSync -> answered.incrementAndGet());

    assertThat(sync).as("the thread was given back").isFalse();
    assertThat(done).contains("well");
    await().until(() -> answered.get() == 2);
    assertThat(done).containsExactlyInAnyOrder("well", "fails twice");
    assertThat(tries.get("fails twice")).hasValue(3);
    assertThat(slow.getException()).isNull();
    assertThat(slow.getVariable("outcome")).isNull();
  }

  @Test
  void giveUpInTheEndAndSayWhereItFailed() {
    AtomicInteger answered = new AtomicInteger();
    Exchange hopeless = exchange("fails always");
    ((AsyncProcessor) main.getCamelContext().getRoute("enrich").getProcessor())
        .process(hopeless, doneSync -> answered.incrementAndGet());

    await().until(() -> answered.get() == 1);
    assertThat(tries.get("fails always")).hasValue(5);
    assertThat(hopeless.getVariable("reason")).isEqualTo("internal");
    assertThat(hopeless.getVariable("verdict", FailureClassification.class).route())
        .isEqualTo("enrich");
  }

  private Exchange exchange(String body) {
    Exchange exchange = main.getCamelContext().getEndpoint("direct:enrich").createExchange();
    exchange.getMessage().setBody(body);
    exchange.setVariable("payload", new byte[0]);
    exchange.setVariable("protocol", "http");
    return exchange;
  }

  private void lookUp(Exchange exchange) {
    String body = exchange.getMessage().getBody(String.class);
    int turn = tries.computeIfAbsent(body, b -> new AtomicInteger()).incrementAndGet();
    if (body.equals("fails always") || (body.equals("fails twice") && turn <= 2)) {
      throw new IllegalStateException("the registry does not answer");
    }
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // bytes are objects
  private static Producer<Object, Object> producer() {
    Serializer<Object> bytes = (Serializer) new ByteArraySerializer();
    return new MockProducer<>(true, null, bytes, bytes);
  }
}
