package dev.tributary.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tributary.brokers.TcpRelay;
import dev.tributary.world.TributaryTest;
import dev.tributary.world.World;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Arrays;
import org.apache.camel.component.mock.MockEndpoint;
import org.eclipse.californium.core.CoapClient;
import org.eclipse.californium.core.CoapResponse;
import org.eclipse.californium.core.coap.CoAP.Code;
import org.eclipse.californium.core.coap.MediaTypeRegistry;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.eclipse.paho.mqttv5.common.packet.UserProperty;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** An operator's own routes that listen, beside the pipeline and on its ports. */
@TributaryTest(editable = true)
class OwnListenersIT {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private static final String LONG = "0123456789".repeat(300);

  private static final String HTTP =
      """
      - rest:
          path: /own
          get:
            - id: own-verb
              path: /greet/{name}
              produces: text/plain
              to: direct:own-greet
      - route:
          id: own-greet
          from:
            uri: direct:own-greet
            steps:
              - setBody: { simple: "Hello ${header.name}, ${header.lang}" }
      - route:
          id: own-headers
          from:
            uri: platform-http:/own/headers/{device}
            parameters: { httpMethodRestrict: "POST,GET" }
            steps:
              - to: mock:http
              - setHeader: { name: CamelHttpResponseCode, constant: "201" }
              - setHeader: { name: X-Answer, constant: "yes" }
              - setBody: { simple: "${header.device}" }
      - route:
          id: own-broken
          from:
            uri: platform-http:/own/broken
            steps:
              - throwException: { exceptionType: java.lang.IllegalStateException, message: as asked }
      - route:
          id: own-poll
          from:
            uri: platform-http:/own/poll/{device}
            steps:
              - toD: "ingest:devices/${header.device}/telemetry"
              - setBody: { simple: "stored ${body}" }
      - route:
          id: own-greedy
          from:
            uri: platform-http:/{version}/telemetry
            steps:
              - setBody: { constant: mine }
      """;

  private static final String COAP =
      """
      - route:
          id: own-lamp
          from:
            uri: "coap://{{tributary.coap.host}}:{{tributary.coap.port}}/lamps/{lamp}"
            parameters: { coapMethodRestrict: "GET,POST" }
            steps:
              - to: mock:coap
              - setBody: { simple: "lamp ${header.lamp}" }
              - setHeader: { name: Content-Type, constant: text/plain }
      - route:
          id: own-coap-broken
          from:
            uri: "coap://{{tributary.coap.host}}:{{tributary.coap.port}}/broken"
            steps:
              - throwException: { exceptionType: java.lang.IllegalStateException, message: secret }
      - route:
          id: own-coap-long
          from:
            uri: "coap://{{tributary.coap.host}}:{{tributary.coap.port}}/long"
            steps:
              - setBody: { constant: "LONG" }
      - route:
          id: own-coap-greedy
          from:
            uri: "coap://{{tributary.coap.host}}:{{tributary.coap.port}}/{a}/{b}/telemetry"
            steps:
              - setBody: { constant: mine }
      """
          .replace("LONG", LONG);

  private static final String MQTT =
      """
      - route:
          id: own-commands
          from:
            uri: paho-mqtt5:commands/#
            parameters:
              clientId: own-commands
              brokerUrl: "{{tributary.mqtt.broker-url}}"
            steps:
              - to: mock:mqtt
              - to: paho-mqtt5:state/lamp
      """;

  private static World world;

  @BeforeAll
  static void add(World shared) throws Exception {
    world = shared;
    world.folder().save("own-http.camel.yaml", HTTP);
    world.folder().save("own-coap.camel.yaml", COAP);
    world.folder().save("own-mqtt.camel.yaml", MQTT);
    world.reload();
  }

  @Test
  void aVerbAnswersForItself() throws Exception {
    HttpResponse<String> answer = http("GET", "/own/greet/Ada?lang=en", "");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("Hello Ada, en");
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/plain");
    assertThat(http("POST", "/own/greet/Ada", "").statusCode()).isEqualTo(405);
    assertThat(http("GET", "/own/nothing", "").statusCode()).isEqualTo(404);
  }

  @Test
  void nothingThatDirectsAMessageComesFromTheWireOverHttp() throws Exception {
    MockEndpoint seen = mock("mock:http");

    HttpResponse<String> answer =
        http(
            "POST",
            "/own/headers/real?CAMELHttpUri=x&kafka.OVERRIDE_TOPIC=hacked&device=spoofed&q=1",
            "x",
            "camelFileName",
            "../x",
            "Kafka.KEY",
            "y",
            "device",
            "forged",
            "X-Reader",
            "Ada");

    assertThat(answer.statusCode()).isEqualTo(201);
    assertThat(answer.body()).isEqualTo("real");
    assertThat(answer.headers().firstValue("X-Answer")).hasValue("yes");
    assertThat(seen.getExchanges().get(0).getIn().getHeaders())
        .containsEntry("X-Reader", "Ada")
        .containsEntry("q", "1")
        .containsEntry("device", "real")
        .containsEntry("CamelHttpMethod", "POST")
        .doesNotContainKeys("CamelFileName", "kafka.KEY", "kafka.OVERRIDE_TOPIC")
        .doesNotContainEntry("CamelHttpUri", "x");
  }

  @Test
  void aFailureIsAnErrorAndThePipelineDoesNotCare() throws Exception {
    assertThat(http("GET", "/own/broken", "").statusCode()).isEqualTo(500);
    CoapResponse broken = coap(Code.GET, "broken", null);
    assertThat(broken.getCode().toString()).isEqualTo("5.00");
    assertThat(broken.getResponseText()).doesNotContain("secret");
    assertThat(world.gateway().health().ready().ready()).isTrue();
    assertThat(world.metric("tributary_route_failures_total")).isGreaterThanOrEqualTo(2);
    assertThat(telemetry("after-failure").statusCode()).isEqualTo(204);
  }

  @Test
  void noPathOfTheirsTakesWhatDevicesSend() throws Exception {
    assertThat(http("POST", "/v1/telemetry", "[]", "Content-Type", "application/json").body())
        .isNotEqualTo("mine");
    assertThat(http("GET", "/v2/telemetry", "").body()).isEqualTo("mine");
    assertThat(coap(Code.POST, "devices/beside/telemetry", "{\"temp\": 24}").getCode().toString())
        .isEqualTo("2.04");
    assertThat(coap(Code.GET, "devices/beside/telemetry", null).getCode().toString())
        .isEqualTo("4.05");
    assertThat(coap(Code.GET, "rooms/beside/telemetry", null).getResponseText()).isEqualTo("mine");
    world.records("sensor.temperature", "beside", 1);
  }

  @Test
  void aCoapPathAnswersForItself() throws Exception {
    CoapResponse answer = coap(Code.GET, "lamps/7", null);

    assertThat(answer.getCode().toString()).isEqualTo("2.05");
    assertThat(answer.getResponseText()).isEqualTo("lamp 7");
    assertThat(answer.getOptions().getContentFormat()).isEqualTo(MediaTypeRegistry.TEXT_PLAIN);
    assertThat(coap(Code.DELETE, "lamps/7", null).getCode().toString()).isEqualTo("4.05");
    assertThat(coap(Code.GET, "lamps/7/x", null).getCode().toString()).isEqualTo("4.04");
  }

  @Test
  void nothingThatDirectsAMessageComesFromTheWireOverCoap() throws Exception {
    MockEndpoint seen = mock("mock:coap");

    coap(Code.POST, "lamps/8?cAmElFileName=x&kafka.OVERRIDE_TOPIC=hacked&colour=red&lamp=9", "on");

    assertThat(seen.getExchanges().get(0).getIn().getHeaders())
        .containsEntry("colour", "red")
        .containsEntry("lamp", "8")
        .doesNotContainKeys("CamelFileName", "kafka.OVERRIDE_TOPIC");
    assertThat(seen.getExchanges().get(0).getIn().getBody(String.class)).isEqualTo("on");
  }

  @Test
  void aLongAnswerComesInBlocksThatNobodyCanBeFloodedWith() throws Exception {
    assertThat(coap(Code.GET, "long", null).getResponseText()).isEqualTo(LONG);
  }

  @Test
  void aSubscriptionOfTheirsHasItsOwnClientAndTakesNothingFromThePipeline() throws Exception {
    MockEndpoint seen = mock("mock:mqtt");
    MqttProperties properties = new MqttProperties();
    properties.setUserProperties(Arrays.asList(new UserProperty("CamelFileName", "../x")));

    world.publish("commands/lamp", "on", properties);
    world.publish("devices/still-ours/telemetry", "{\"temp\": 21}");

    await().until(() -> seen.getReceivedCounter() > 0);
    assertThat(seen.getExchanges().get(0).getIn().getHeader("CamelMqttTopic"))
        .isEqualTo("commands/lamp");
    assertThat(seen.getExchanges().get(0).getIn().getHeaders()).doesNotContainKey("CamelFileName");
    world.records("sensor.temperature", "still-ours", 1);
  }

  @Test
  void whatTheyHandOverIsStoredOrTheirFailure() throws Exception {
    HttpResponse<String> stored = http("POST", "/own/poll/polled", "{\"temp\": 25}");

    assertThat(stored.body()).isEqualTo("stored {\"temp\": 25}");
    assertThat(world.records("sensor.temperature", "polled", 1).get(0).value())
        .contains("\"protocol\":\"camel\"");
    assertThat(http("POST", "/own/poll/polled", "{\"nothing\": []}").statusCode()).isEqualTo(500);
    world.records("dead-letter", "polled", 1);
  }

  @Test
  void aBrokerThatIsAwayIsTriedUntilItIsThere() throws Exception {
    MockEndpoint seen = mock("mock:far");
    try (TcpRelay relay = TcpRelay.to(URI.create(world.mqtt().url()).getPort())) {
      relay.refuse(true);
      world
          .folder()
          .save(
              "own-far.camel.yaml",
              """
              - route:
                  id: own-far
                  from:
                    uri: paho-mqtt5:far/#?brokerUrl=tcp://127.0.0.1:%d&clientId=far
                    steps:
                      - to: mock:far
              """
                  .formatted(relay.port()));
      world.reload();

      assertThat(world.gateway().health().ready().ready()).isTrue();
      assertThat(world.gateway().health().ready().body().toString()).contains("own-far");
      assertThat(telemetry("while-far").statusCode()).isEqualTo(204);

      relay.refuse(false);
      await()
          .atMost(Duration.ofSeconds(30))
          .until(
              () -> {
                world.publish("far/away", "x");
                return seen.getReceivedCounter() > 0;
              });
      assertThat(world.gateway().health().ready().body().toString()).doesNotContain("own-far");
      world.folder().remove("own-far.camel.yaml");
      world.reload();
    }
  }

  @Test
  void theyAreExchangedWhileThePipelineGoesOn() throws Exception {
    int port = world.gateway().coapPort().getAsInt();
    String file = "own-turn.camel.yaml";
    for (int turn = 0; turn < 3; turn++) {
      world
          .folder()
          .save(
              file,
              """
              - route:
                  id: own-turn-coap
                  from:
                    uri: "coap://{{tributary.coap.host}}:{{tributary.coap.port}}/turn%1$d"
                    steps:
                      - setBody: { constant: turn %1$d }
              - route:
                  id: own-turn-http
                  from:
                    uri: "platform-http:/turn"
                    steps:
                      - setBody: { constant: turn %1$d }
              - route:
                  id: own-turn-mqtt
                  from:
                    uri: "paho-mqtt5:turn?clientId=turn"
                    steps:
                      - setBody: { constant: turn %1$d }
                      - to: mock:turn
              """
                  .formatted(turn));
      world.reload();

      assertThat(coap(Code.GET, "turn" + turn, null).getResponseText()).isEqualTo("turn " + turn);
      assertThat(http("GET", "/turn", "").body()).isEqualTo("turn " + turn);
      String now = "turn " + turn;
      MockEndpoint seen = mock("mock:turn");
      await()
          .until(
              () -> {
                world.publish("turn", "x");
                return seen.getExchanges().stream()
                    .anyMatch(one -> now.equals(one.getIn().getBody()));
              });
      assertThat(coap(Code.POST, "devices/turning/telemetry", "{\"temp\": 2}").isSuccess())
          .isTrue();
    }
    assertThat(coap(Code.GET, "turn1", null).getCode().toString()).isEqualTo("4.04");
    world.folder().remove(file);
    world.reload();
    assertThat(http("GET", "/turn", "").statusCode()).isEqualTo(404);
    assertThat(coap(Code.GET, "turn2", null).getCode().toString()).isEqualTo("4.04");
    assertThat(world.gateway().coapPort()).hasValue(port);
  }

  @Test
  void aRestConfigurationCountsUntilItIsTakenOut() throws Exception {
    String rest =
        """
        - rest:
            path: /configured
            post:
              - { id: configured, to: direct:configured }
        - route:
            id: own-configured
            from:
              uri: direct:configured
              steps:
                - setBody: { simple: "${body.getClass().getSimpleName()}" }
        """;
    String file = "own-configured.camel.yaml";
    world
        .folder()
        .save(
            file, "- restConfiguration: { bindingMode: json, apiContextPath: /own-api }\n" + rest);
    world.reload();
    assertThat(http("POST", "/configured", "{}").body()).contains("Map");
    assertThat(http("GET", "/own-api", "").statusCode()).isEqualTo(200);

    world.folder().save(file, "- restConfiguration: { apiContextPath: /other-api }\n" + rest);
    world.reload();
    assertThat(http("POST", "/configured", "{}").body()).contains("byte[]");
    assertThat(http("GET", "/own-api", "").statusCode()).isEqualTo(404);
    assertThat(http("GET", "/other-api", "").statusCode()).isEqualTo(200);

    world.folder().save(file, rest);
    world.reload();
    assertThat(http("POST", "/configured", "{}").body()).contains("byte[]");
    assertThat(http("GET", "/other-api", "").statusCode()).isEqualTo(404);
    assertThat(telemetry("configured").statusCode()).isEqualTo(204);
    world.folder().remove(file);
    world.reload();
  }

  @Test
  void aSecondRouteOfAnAddressIsRefusedByAReload() throws Exception {
    world
        .folder()
        .save(
            "z-second.camel.yaml",
            """
            - route:
                id: second
                from:
                  uri: "coap://{{tributary.coap.host}}:{{tributary.coap.port}}/lamps/{id}"
                  steps:
                    - setBody: { constant: taken over }
            """);
    try {
      assertThat(world.reloadProblems())
          .singleElement()
          .asString()
          .contains("z-second.camel.yaml:4: ", "own-coap.camel.yaml:4");
      assertThat(coap(Code.GET, "lamps/9", null).getResponseText()).isEqualTo("lamp 9");
    } finally {
      world.folder().remove("z-second.camel.yaml");
    }
    world.reload();
  }

  /** What no file shows: both kamelets listen at one path. */
  @Test
  void aSecondRouteOfAnAddressIsRefusedByAReloadEvenInAKamelet() throws Exception {
    world
        .folder()
        .save(
            "kamelet-second.camel.yaml",
            """
            - route:
                id: second-kamelet
                from:
                  uri: kamelet:own-source?path=/own/broken
                  steps:
                    - setBody: { constant: taken over }
            """);
    world
        .folder()
        .save(
            "own-source.kamelet.yaml",
            """
            apiVersion: camel.apache.org/v1
            kind: Kamelet
            metadata: { name: own-source }
            spec:
              definition:
                title: own
                type: object
                properties: { path: { type: string } }
              template:
                from:
                  uri: "platform-http:{{path}}?httpMethodRestrict=GET"
                  steps:
                    - to: kamelet:sink
            """);
    try {
      assertThat(world.reloadProblems())
          .singleElement()
          .asString()
          .contains("own-broken (own-http.camel.yaml:2", "GET /own/broken");
      assertThat(http("GET", "/own/broken", "").statusCode()).isEqualTo(500);
    } finally {
      world.folder().remove("kamelet-second.camel.yaml");
      world.folder().remove("own-source.kamelet.yaml");
    }
    world.reload();
  }

  private static HttpResponse<String> telemetry(String device) throws Exception {
    return http(
        "POST",
        "/v1/devices/" + device + "/telemetry",
        "{\"temp\": 20}",
        "Content-Type",
        "application/json");
  }

  private static MockEndpoint mock(String uri) {
    MockEndpoint mock = world.gateway().camel().getEndpoint(uri, MockEndpoint.class);
    mock.reset();
    return mock;
  }

  private static HttpResponse<String> http(
      String method, String path, String body, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(world.url(path)).method(method, BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return CLIENT.send(request.build(), BodyHandlers.ofString());
  }

  private static CoapResponse coap(Code method, String path, String body) throws Exception {
    CoapClient client =
        new CoapClient("coap://127.0.0.1:" + world.gateway().coapPort().getAsInt() + "/" + path);
    try {
      Request request = new Request(method);
      if (body != null) {
        request.setPayload(body);
        request.getOptions().setContentFormat(MediaTypeRegistry.APPLICATION_JSON);
      }
      return client.advanced(request);
    } finally {
      client.shutdown();
    }
  }
}
