package dev.tributary;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.contract.Reason;
import dev.tributary.text.Printable;
import dev.tributary.world.TributaryTest;
import dev.tributary.world.World;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.californium.core.CoapClient;
import org.eclipse.californium.core.CoapResponse;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.MediaTypeRegistry;
import org.eclipse.californium.core.coap.Request;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names that are none, in every variable of an address and over every protocol. */
@TributaryTest
class HostileNamesIT {
  static final List<String> NAMES =
      List.of(
          ".",
          "..",
          " dev-1",
          "dev-1 ",
          "cafe\u0301",
          "a\n2026-11-26T00:00:00.000Z ERROR Gateway all is lost",
          "a\r\nb",
          "a\u001b[2Jb",
          "a\u0085b",
          "a\u009bb",
          "a\u2028b",
          "a\u202eb",
          "a\u200bb",
          "a\ufe0f");

  /** All four variables; of {@code {kind}} also those that are well as other names. */
  static List<List<String>> addresses(String name) {
    return List.of(
        List.of("devices", name, "telemetry"),
        List.of("regions", name, "devices", "dev-1", "telemetry"),
        List.of("gateways", name, "telemetry"),
        List.of("devices", "dev-1", "telemetry", name));
  }

  @Test
  void areBadIdentityOverHttp(World world) throws Exception {
    List<String> payloads = new ArrayList<>();
    for (String name : NAMES) {
      for (List<String> address : addresses(name)) {
        List<String> encoded =
            address.stream()
                .map(level -> URLEncoder.encode(level, UTF_8).replace("+", "%20"))
                .map(level -> level.replace(".", "%2E"))
                .toList();
        String payload = payload("http", payloads);
        var answer =
            world.post(
                "/v1/" + String.join("/", encoded), payload, "Content-Type", "application/json");
        assertThat(answer.body()).as(name).contains("bad-identity");
        assertThat(answer.statusCode()).isEqualTo(400);
      }
    }
    assertLetters(world, payloads);
  }

  @Test
  void areBadIdentityOverCoap(World world) throws Exception {
    List<String> payloads = new ArrayList<>();
    CoapClient client = new CoapClient();
    for (String name : NAMES) {
      for (List<String> address : addresses(name)) {
        Request request = Request.newPost();
        request.setURI("coap://127.0.0.1:" + world.gateway().coapPort().getAsInt());
        address.forEach(request.getOptions()::addUriPath);
        request.getOptions().setContentFormat(MediaTypeRegistry.APPLICATION_JSON);
        request.setPayload(payload("coap", payloads));
        CoapResponse answer = client.advanced(request);
        assertThat(answer.getCode()).as(name).isEqualTo(ResponseCode.BAD_REQUEST);
        assertThat(answer.getResponseText()).startsWith("bad-identity");
        assertThat(answer.getResponseText().codePoints()).allMatch(Printable::isPrintable);
      }
    }
    client.shutdown();
    assertLetters(world, payloads);
  }

  /** What client and broker let through; {@link HostileNamesTest} has the rest. */
  @Test
  void areBadIdentityOverMqtt(World world) throws Exception {
    List<String> payloads = new ArrayList<>();
    for (String name : List.of("dev-1 ", "cafe\u0301", "a\u202eb")) {
      for (List<String> address : addresses(name)) {
        world.publish(String.join("/", address), payload("mqtt", payloads));
      }
    }
    assertLetters(world, payloads);
  }

  @Test
  void areBadIdentityInAnItemOfABatch(World world) throws Exception {
    List<String> payloads = new ArrayList<>();
    StringBuilder lines = new StringBuilder();
    for (String name : NAMES) {
      String payload =
          "{\"device\":\"%s\",\"temp\":1,\"batch\":%d}"
              .formatted(Printable.json(name), payloads.size());
      payloads.add(payload);
      lines.append(payload).append('\n');
    }
    var answer =
        world.post("/v1/telemetry", lines.toString(), "Content-Type", "application/x-ndjson");

    assertThat(answer.body()).contains("\"stored\":0,\"refused\":" + NAMES.size());
    assertLetters(world, payloads);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Temp", "a-b", "a.b", "\u00e9", "temp+", "1 2"})
  void areBadIdentityAsAKindThoughTheyWouldDoForADevice(String kind, World world) throws Exception {
    var answer =
        world.post(
            "/v1/devices/dev-1/telemetry/" + URLEncoder.encode(kind, UTF_8).replace("+", "%20"),
            "{\"temp\":1}",
            "Content-Type",
            "application/json");

    assertThat(answer.body()).contains("bad-identity");
  }

  private static String payload(String protocol, List<String> payloads) {
    String payload = "{\"temp\":1,\"" + protocol + "\":" + payloads.size() + "}";
    payloads.add(payload);
    return payload;
  }

  /** A dead letter for each payload as it was sent, which nothing of its sender's makes unsafe. */
  private static void assertLetters(World world, List<String> payloads) {
    Map<String, ConsumerRecord<String, String>> letters = new HashMap<>();
    int wanted = payloads.size();
    while (letters.size() < payloads.size()) {
      world
          .records("dead-letter", wanted++)
          .forEach(
              letter -> {
                if (payloads.contains(letter.value())) {
                  letters.put(letter.value(), letter);
                }
              });
    }
    letters.values().forEach(HostileNamesIT::assertPrintable);
    assertThat(letters.values())
        .allSatisfy(
            letter ->
                assertThat(headers(letter))
                    .containsEntry("tributary_reason", Reason.BAD_IDENTITY.word()));
  }

  private static void assertPrintable(ConsumerRecord<String, String> letter) {
    if (letter.key() != null) {
      assertThat(letter.key().codePoints()).allMatch(Printable::isPrintable);
    }
    headers(letter)
        .forEach(
            (name, value) ->
                assertThat(value.codePoints()).as(name).allMatch(Printable::isPrintable));
  }

  private static Map<String, String> headers(ConsumerRecord<String, String> letter) {
    Map<String, String> headers = new HashMap<>();
    letter.headers().forEach(h -> headers.put(h.key(), new String(h.value(), UTF_8)));
    return headers;
  }
}
