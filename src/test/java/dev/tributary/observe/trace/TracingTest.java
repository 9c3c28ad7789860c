package dev.tributary.observe.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tributary.contract.Address;
import dev.tributary.contract.Arrival;
import dev.tributary.contract.MessageTrace;
import dev.tributary.contract.Outcome;
import dev.tributary.contract.Protocol;
import dev.tributary.contract.Reason;
import dev.tributary.contract.Receipt;
import dev.tributary.contract.Variables;
import dev.tributary.engine.GatewayMain;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.support.SynchronizationAdapter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TracingTest {
  private static final List<Pattern> SECRETS = List.of(Pattern.compile("password=(\\w+)"));

  private final GatewayMain main = new GatewayMain();
  private CamelContext camel;
  private final Tracing tracing = new Tracing(SECRETS, Duration.ofSeconds(3).toNanos());

  @BeforeEach
  void start() throws Exception {
    main.configure().withBasePackageScanEnabled(false);
    main.init();
    camel = main.getCamelContext();
    tracing.bind(camel);
    camel.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("direct:in").routeId("ingest-test").to("direct:middle").setBody(constant("end"));
            from("direct:middle").routeId("middle").setVariable("mapping", constant("m1"));
          }
        });
    main.start();
  }

  @AfterEach
  void stop() {
    tracing.close();
    main.stop();
  }

  @Test
  void showsEachStepOfAMessage() {
    String lease = tracing.open("dev-1", null, null);
    send("dev-1", "hello password=hunter2");

    JsonNode message = messages(lease, 1).get(0);

    assertThat(message.path("from").asText()).isEqualTo("ingest-test");
    assertThat(message.at("/variables/device").asText()).isEqualTo("dev-1");
    assertThat(message.path("outcome").asText()).isEqualTo("ended");
    assertThat(message.at("/end/mapping").asText()).isEqualTo("m1");
    assertThat(message.path("steps")).hasSize(3);
    assertThat(message.at("/steps/0/body").asText()).isEqualTo("hello password=[hidden]");
    assertThat(message.at("/steps/1/route").asText()).isEqualTo("middle");
    assertThat(message.at("/steps/1/depth").asInt()).isOne();
    assertThat(message.at("/steps/2/depth").asInt()).isZero();
    assertThat(message.at("/steps/2/micros").asLong())
        .isGreaterThanOrEqualTo(message.at("/steps/1/micros").asLong());
  }

  @Test
  void showsHowLongAStepTookAndWhatItChangedToWhomThatConcerns() {
    String lease = tracing.open("dev-1", null, null);
    String detailed = tracing.openDetailed("dev-1", null, null);
    send("dev-1", "hello password=hunter2");

    JsonNode message = messages(lease, 1).get(0);
    assertThat(message.path("steps"))
        .allSatisfy(step -> assertThat(step.path("took").isIntegralNumber()).isTrue());
    assertThat(message.at("/steps/0/inner").asInt()).isOne();
    assertThat(message.has("bodies")).isFalse();

    JsonNode all = tracing.take(detailed).path("messages").path(0);
    assertThat(all.path("id")).isEqualTo(message.path("id"));
    assertThat(all.path("bodies")).hasSize(2);
    assertThat(all.at("/bodies/0/value").asText()).isEqualTo("hello password=[hidden]");
    assertThat(all.at("/bodies/1/value").asText()).isEqualTo("end");
    assertThat(all.at("/changes/2").toString()).isEqualTo("[0,1,1,1]");
    assertThat(all.at("/states/0").has("variable mapping")).isFalse();
    assertThat(all.at("/states/1/variable mapping").asText()).isEqualTo("m1");
  }

  @Test
  void masksWithinJson() {
    String lease = tracing.open(null, null, null);
    send("dev-1", "{\"user\": \"u\", \"password=x1\": 2}");

    assertThat(messages(lease, 1).get(0).at("/steps/0/body").asText())
        .isEqualTo("{\"user\": \"u\", \"password=[hidden]\": 2}");
  }

  @Test
  void givesEachViewerWhatItAskedFor() {
    String one = tracing.open("dev-1", null, null);
    String all = tracing.open("dev-*", "ingest-*", null);
    String other = tracing.open(null, "ingest-mqtt", null);
    send("dev-1", "a");
    send("dev-2", "b");

    assertThat(messages(all, 2)).hasSize(2);
    assertThat(messages(one, 1)).hasSize(1);
    assertThat(poll(other).path("messages")).isEmpty();
  }

  @Test
  void tellsWhyAMessageWasRefused() {
    String lease = tracing.open(null, null, null);
    camel
        .createProducerTemplate()
        .send(
            "direct:in",
            exchange ->
                Receipt.open(arrival(), exchange)
                    .failed(Outcome.kept(Reason.INVALID, "too hot", null)));

    assertThat(messages(lease, 1).get(0).path("outcome").asText())
        .isEqualTo("invalid (kept): too hot");
  }

  @ParameterizedTest
  @EnumSource(Reason.class)
  void showsAMessageWhateverTheReason(Reason reason) {
    String lease = tracing.open(null, null, null);
    Outcome kept = Outcome.kept(reason, "as asked", null);
    camel
        .createProducerTemplate()
        .send("direct:in", exchange -> Receipt.open(arrival(), exchange).failed(kept));
    tracing.follow(null, arrival()).answered(Outcome.refused(reason, "at the door", null));

    List<JsonNode> seen = messages(lease, 2);
    assertThat(seen.get(0).path("outcome").asText()).isEqualTo(reason + " (kept): as asked");
    assertThat(seen.get(1).path("outcome").asText()).isEqualTo(reason + " (refused): at the door");
    assertThat(seen).allSatisfy(one -> assertThat(one.path("failed").asBoolean()).isTrue());
  }

  @Test
  void showsTheMessagesThatFailFirstOfAll() {
    String lease = tracing.open(null, null, null);
    for (int i = 0; i < 300; i++) {
      send("dev-1", "a");
    }
    for (int i = 0; i < 150; i++) {
      MessageTrace fate = tracing.follow(null, arrival());
      camel
          .createProducerTemplate()
          .send(
              "direct:in",
              exchange -> {
                Receipt.open(arrival(), exchange)
                    .failed(Outcome.kept(Reason.INVALID, "too hot", null));
                fate.entered(exchange);
                exchange
                    .getExchangeExtension()
                    .addOnCompletion(
                        new SynchronizationAdapter() {
                          @Override
                          public void onDone(Exchange done) {
                            fate.left(done, Outcome.kept(Reason.INVALID, "too hot", null));
                          }
                        });
              });
    }

    JsonNode polled = poll(lease);

    List<JsonNode> failed = new ArrayList<>();
    polled.path("messages").forEach(one -> addIf(one.path("failed").asBoolean(), one, failed));
    assertThat(failed).hasSize(150);
    assertThat(polled.path("messages").size() + polled.path("dropped").asInt()).isEqualTo(450);
  }

  private static void addIf(boolean wanted, JsonNode one, List<JsonNode> all) {
    if (wanted) {
      all.add(one);
    }
  }

  @Test
  void showsMessagesThatGoThroughTheRouteAnywhere() {
    String middle = tracing.open(null, "middle", null);
    send("dev-1", "a");

    assertThat(messages(middle, 1).get(0).path("from").asText()).isEqualTo("ingest-test");
  }

  @Test
  void showsAMessageOfNoDeviceThatFails() throws Exception {
    camel.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("direct:own")
                .routeId("own")
                .process(
                    exchange -> {
                      throw new IllegalStateException("as asked");
                    });
          }
        });
    String lease = tracing.open(null, null, null);
    camel.createFluentProducerTemplate().withBody(new Object()).to("direct:own").send();

    JsonNode message = messages(lease, 1).get(0);

    assertThat(message.path("outcome").asText()).contains("as asked");
    assertThat(message.at("/steps/0/failure").asText()).contains("as asked");
  }

  @Test
  void countsWhatItDoesNotShow() {
    String lease = tracing.open(null, null, null);
    List<JsonNode> seen = new ArrayList<>();
    long[] dropped = new long[1];
    Runnable look =
        () -> {
          JsonNode polled = poll(lease);
          dropped[0] += polled.path("dropped").asLong();
          polled.path("messages").forEach(seen::add);
        };
    for (int i = 0; i < 2000; i++) {
      send("dev-1", "a");
      if (i % 100 == 0) {
        look.run();
      }
    }

    await()
        .untilAsserted(
            () -> {
              look.run();
              assertThat(seen.size() + dropped[0]).isEqualTo(2000);
            });
    assertThat(dropped[0]).isPositive();
    assertThat(seen).allSatisfy(message -> assertThat(message.path("steps")).hasSize(3));
  }

  @Test
  void switchesTheTracerOffWithTheLastViewer() {
    assertThat(tracing.isTracing()).isFalse();
    String one = tracing.open(null, null, null);
    String two = tracing.open(null, null, null);
    tracing.close(one);
    assertThat(tracing.isTracing()).isTrue();
    tracing.close(two);
    assertThat(tracing.isTracing()).isFalse();
    assertThatThrownBy(() -> tracing.poll(two)).hasMessageContaining("lease has ended");
  }

  @Test
  void endsTheLeaseOfAViewerThatIsSilent() {
    tracing.open(null, null, null);

    await().until(() -> tracing.getViewers() == 0);
    assertThat(tracing.isTracing()).isFalse();
  }

  private static Arrival arrival() {
    Address address = new Address("devices/dev-1/telemetry", "dev-1", null, null, null);
    return new Arrival(
        Protocol.MQTT, address, new byte[1], null, null, Instant.EPOCH, false, null, null, 0);
  }

  private void send(String device, String body) {
    camel
        .createFluentProducerTemplate()
        .withBody(body)
        .withVariable(Variables.DEVICE, device)
        .to("direct:in")
        .request();
  }

  private List<JsonNode> messages(String lease, int count) {
    List<JsonNode> seen = new ArrayList<>();
    await()
        .untilAsserted(
            () -> {
              poll(lease).path("messages").forEach(seen::add);
              assertThat(seen).hasSizeGreaterThanOrEqualTo(count);
            });
    return seen;
  }

  private JsonNode poll(String lease) {
    try {
      return new ObjectMapper().readTree(tracing.poll(lease));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
