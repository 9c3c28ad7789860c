package dev.tributary.normalize;

import static dev.tributary.normalize.NormalizeRoute.events;
import static dev.tributary.normalize.NormalizeRoute.rejection;
import static dev.tributary.normalize.NormalizeRoute.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.tributary.contract.Event;
import dev.tributary.contract.EventBudget;
import dev.tributary.contract.Reason;
import dev.tributary.contract.Rejection;
import dev.tributary.contract.Variables;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostileInputTest {
  @AutoClose private static final NormalizeRoute route = new NormalizeRoute("publish");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " \r\n\t",
        "\uFEFF",
        "{",
        "{\"temp\":1",
        "{\"temp\":1}x",
        "{\"temp\":1}{\"temp\":2}",
        "{\"temp\":1,\"temp\":2}",
        "{\"temp\":nan}",
        "{'temp':1}",
        "a\u0001b"
      })
  void isUnreadable(String payload) {
    assertThat(rejection(route.send(payload)).reason()).isEqualTo(Reason.UNREADABLE);
  }

  @Test
  void refusesInvalidUtf8AndDeepNesting() {
    byte[] latin1 = "{\"temp\":1,\"x\":\"é\"}".getBytes(StandardCharsets.ISO_8859_1);
    assertThat(rejection(route.send(latin1, null, e -> {})).reason()).isEqualTo(Reason.UNREADABLE);
    String deep = "{\"a\":".repeat(40) + "1" + "}".repeat(40);
    assertThat(rejection(route.send(deep)).getMessage()).contains("nested deeper than 32");
    byte[] deepCbor = HexFormat.of().parseHex("81".repeat(50_000) + "01");
    assertThat(rejection(route.send(deepCbor, "application/cbor", e -> {})).reason())
        .isEqualTo(Reason.UNREADABLE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16", "UTF-16BE", "UTF-16LE", "UTF-32", "UTF-32BE", "UTF-32LE"})
  void refusesJsonInOtherEncodings(String charset) {
    for (String json : new String[] {"{\"temp\":1}", "\uFEFF{\"temp\":1}", "[{\"temp\":1}]", "1"}) {
      byte[] payload = json.getBytes(Charset.forName(charset));
      assertThat(route.send(payload, null, e -> {}).getException()).isInstanceOf(Rejection.class);
      for (String type : new String[] {"application/json", "application/senml+json"}) {
        assertThat(rejection(route.send(payload, type, e -> {})).reason())
            .isEqualTo(Reason.UNREADABLE);
      }
    }
    byte[] behindBom =
        ("\uFEFF" + "{\u0000\"\u0000t\u0000\"\u0000:\u00001\u0000}\u0000")
            .getBytes(StandardCharsets.UTF_8);
    assertThat(rejection(route.send(behindBom, "application/json", e -> {})).reason())
        .isEqualTo(Reason.UNREADABLE);
  }

  @Test
  void refusesContentTypesItDoesNotKnow() {
    for (String type : new String[] {"image/png", "application/xml", "text/plain;charset=utf-16"}) {
      assertThat(
              rejection(route.send("1".getBytes(StandardCharsets.UTF_8), type, e -> {})).reason())
          .isEqualTo(Reason.UNSUPPORTED_FORMAT);
    }
  }

  @Test
  void limitsWhatOneMessageMayYield() {
    String many = "[" + "{\"temp\":1},".repeat(1000) + "{\"temp\":1}]";
    assertThat(rejection(route.send(many)).reason()).isEqualTo(Reason.TOO_LARGE);
    String million = "[" + "1,".repeat(1_000_000) + "1]";
    assertThat(rejection(route.send(million)).getMessage()).contains("at most 10000 values");
    byte[] cbor = HexFormat.of().parseHex("9a00002711" + "00".repeat(10_001));
    assertThat(rejection(route.send(cbor, "application/cbor", e -> {})).reason())
        .isEqualTo(Reason.TOO_LARGE);
  }

  @Test
  void limitsWhatTheEventsOfOneMessageRepeat() {
    String attributes = ",\"xy\":\"" + "z".repeat(2000) + "\"";
    String fits = "{\"temp\":[" + "1,".repeat(499) + "1]" + attributes + "}";
    assertThat(events(route.send(fits))).hasSize(500);
    String flood = "{\"temp\":[" + "1,".repeat(799) + "1]" + attributes + "}";
    assertThat(rejection(route.send(flood)).reason()).isEqualTo(Reason.TOO_LARGE);
    String names = "{\"temp\":[" + "1,".repeat(899) + "1]}";
    Exchange longNames =
        route.send(
            names.getBytes(StandardCharsets.UTF_8),
            null,
            e -> {
              e.setVariable(Variables.DEVICE, "\uD842\uDFB7".repeat(128));
              e.setVariable(Variables.REGION, "\uD842\uDFB7".repeat(128));
              e.setVariable(Variables.ADDRESS, "\uD842\uDFB7".repeat(256));
            });
    assertThat(rejection(longNames).reason()).isEqualTo(Reason.TOO_LARGE);
  }

  @Test
  void countsTheEventsOfABatchTogether() {
    EventBudget batch = new EventBudget(10, "a setting");
    assertThat(events(inBatch(batch, "{\"temp\":[1,2,3,4,5,6]}"))).hasSize(6);
    // what events repeat counts, too
    String long4 = "{\"temp\":[1,2],\"xy\":\"" + "z".repeat(700) + "\"}";
    assertThat(events(inBatch(batch, long4))).hasSize(2);
    Exchange beyond = inBatch(batch, "{\"temp\":[1,2,3]}");
    assertThat(rejection(beyond).reason()).isEqualTo(Reason.TOO_LARGE);
    assertThat(batch.isSpent()).isTrue();
  }

  private static Exchange inBatch(EventBudget batch, String payload) {
    return route.send(
        payload.getBytes(StandardCharsets.UTF_8),
        null,
        e -> e.setProperty(Variables.EVENT_BUDGET, batch));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"temp\":\"21.5\"}|temperature=21.5 Cel",
        "{\"pulses\":123456789012345678}|pulse_count=123456789012345678 count",
        "\uFEFF{\"temp\":1}|temperature=1 Cel",
        "{\"temp\":1e1}|temperature=1E+1 Cel",
        "{\"temp\":+.5}|temperature=0.5 Cel"
      })
  void readsWhatIsOddButClear(String payload, String expected) {
    assertThat(values(route.send(payload))).containsExactly(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "NaN",
        "Infinity",
        "-Infinity",
        "1e999999999",
        "1e400",
        "\"1e99999999\"",
        "true",
        "{}",
        "\"warm\""
      })
  void namesValuesThatAreNone(String value) {
    route.rejected.clear();
    Exchange exchange = route.send("{\"hum\":40,\"temp_f\":" + value + "}");
    assertThat(values(exchange)).containsExactly("humidity=40 %RH");
    assertThat(route.rejected).hasSize(value.equals("{}") ? 0 : 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e400", "-1e-400", "1e999999999", "-1e-999999999", "NaN", "-Infinity"})
  void takesNoNumberThatNoDoubleHolds(String number) {
    Exchange exchange =
        route.send(
            "{\"temp\":1,\"time\":%1$s,\"x\":%1$s,\"y\":{\"z\":%1$s},\"lat\":%1$s,\"lon\":1}"
                .formatted(number));
    assertThat(values(exchange)).containsExactly("temperature=1 Cel");
    assertThat(events(exchange).get(0).attributes()).containsExactly(entry("time_suspect", true));
    assertThat(events(exchange).get(0).time()).isEqualTo(NormalizeRoute.RECEIVED);
    assertThat(
            rejection(
                    route.send(
                        "[{\"n\":\"temp\",\"v\":1,\"t\":%s}]"
                            .formatted(number)
                            .getBytes(StandardCharsets.UTF_8),
                        "application/senml+json",
                        e -> {}))
                .reason())
        .isEqualTo(Reason.UNREADABLE);
  }

  @Test
  void takesNoNumberThatNoDoubleHoldsToASchema(@TempDir Path folder) throws Exception {
    WorstCaseTest.copy(NormalizeRoute.ROUTES, folder);
    Files.writeString(
        folder.resolve("schemas/flat.schema.json"),
        "{\"additionalProperties\": {\"multipleOf\": 0.5, \"maximum\": 5}}");
    try (NormalizeRoute checked = new NormalizeRoute(folder)) {
      assertThat(values(checked.send("{\"temp\":1,\"x\":NaN,\"y\":1e400,\"z\":1e999999999}")))
          .containsExactly("temperature=1 Cel");
      assertThat(rejection(checked.send("{\"temp\":1,\"x\":7}")).getMessage()).contains("maximum");
    }
  }

  /** A parser's table of names that all share would remember the first for ever. */
  @Test
  void neverLetsOneSendersNamesSpoilThoseOfOthers() {
    StringBuilder hostile = new StringBuilder("{\"temp\":1");
    WorstCases.namesCollidingWithHumidity()
        .forEach(n -> hostile.append(",\"").append(n).append("\":1"));
    try (NormalizeRoute started = new NormalizeRoute("publish")) {
      started.send(hostile + "}");
      assertThat(values(started.send("{\"humidity\":40}"))).containsExactly("humidity=40 %RH");
    }
  }

  @Test
  void bindsWhatAMappingTakesFromOneLongText() {
    String longText = "x".repeat(2000);
    assertThat(
            rejection(
                    route.send(
                        "{\"_type\":\"beacon\",\"rssi\":-60,\"desc\":\"%s\"}".formatted(longText)))
                .getMessage())
        .isEqualTo("the channel of rssi has at most 1024 characters but this one 2000");
    List<Event> events =
        events(route.send("{\"temp\":1,\"hum\":2,\"message_id\":\"" + longText + "\"}"));
    assertThat(events(route.send("{\"temp\":1,\"hum\":3,\"message_id\":\"" + longText + "\"}")))
        .extracting(Event::id)
        .containsExactlyElementsOf(events.stream().map(Event::id).toList())
        .doesNotHaveDuplicates();
    assertThat(events(route.send("{\"temp\":1,\"message_id\":\"" + longText + "y\"}")).get(0).id())
        .isNotEqualTo(events.get(0).id());
  }

  /** The memory of names met has an end in bytes as well. */
  @Test
  void remembersNoLongNames() {
    byte[] payload =
        ("{\"temp\":1,\"" + "x".repeat(50_000) + "\":1}").getBytes(StandardCharsets.UTF_8);
    Runtime runtime = Runtime.getRuntime();
    System.gc();
    long before = runtime.totalMemory() - runtime.freeMemory();
    for (int i = 0; i < 1000; i++) {
      payload[20] = (byte) ('a' + i % 26);
      payload[21] = (byte) ('a' + i / 26 % 26);
      payload[22] = (byte) ('a' + i / 26 / 26);
      events(route.send(payload, null, e -> {}));
    }
    System.gc();
    assertThat(runtime.totalMemory() - runtime.freeMemory() - before).isLessThan(25_000_000);
  }

  @Test
  void countsAttributesAsTheyAreWritten() {
    String controls = "\\u0001".repeat(1000);
    List<Event> events = events(route.send("{\"temp\":1,\"x\":\"%s\"}".formatted(controls)));
    assertThat(events.get(0).attributes()).isEmpty();
  }

  @Test
  void boundsAttributesAndCountsTheRest() {
    StringBuilder payload = new StringBuilder("{\"temp\":1");
    for (int i = 0; i < 40; i++) {
      payload.append(",\"x").append(i).append("y\":\"v\"");
    }
    route.ignored.clear();
    List<Event> events = events(route.send(payload + ",\"long\":\"" + "z".repeat(5000) + "\"}"));
    assertThat(events.get(0).attributes()).hasSize(32);
    assertThat(route.ignored).containsExactly(9);
  }

  /** Not guided by coverage, as src/test/fuzz/run.sh is, but in every build. */
  @Test
  void neverFailsOnMutatedPayloads() throws Exception {
    List<byte[]> seeds = FuzzSeeds.payloads();
    Random random = new Random(20261121);
    for (int i = 0; i < 20_000; i++) {
      byte[] seed = seeds.get(random.nextInt(seeds.size()));
      byte[] payload = mutated(seed.clone(), random);
      int way = random.nextInt(FuzzNormalizer.ways());
      try {
        FuzzNormalizer.send(route, payload, way);
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("way " + way + " " + HexFormat.of().formatHex(payload), e);
      }
    }
  }

  private static byte[] mutated(byte[] payload, Random random) {
    for (int n = payload.length == 0 ? 0 : random.nextInt(6); n > 0; n--) {
      int at = random.nextInt(payload.length);
      switch (random.nextInt(4)) {
        case 0 -> payload[at] = (byte) random.nextInt(256);
        case 1 -> payload[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> payload[at] = (byte) "{}[]\",:0e-9tn".charAt(random.nextInt(13));
        default -> System.arraycopy(payload, at, payload, at / 2, payload.length - at);
      }
    }
    return payload;
  }
}
