package dev.tributary.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EventJsonTest {
  private static final Instant TIME = Instant.parse("2026-11-21T03:00:00.123Z");
  private static final Instant RECEIVED = Instant.parse("2024-02-29T23:59:59.009Z");

  @Test
  void writesEveryFieldInTheOrderOfTheContract() {
    assertThat(json(new BigDecimal("21.50"), "Cel", Map.of("battery_low", false)))
        .isEqualTo(
            """
            {"id":"i","device_id":"d","region":"r","kind":"temperature","value":21.50,"unit":"Cel",\
            "time":"2026-11-21T03:00:00.123Z","received":"2024-02-29T23:59:59.009Z",\
            "source":{"protocol":"mqtt","address":"a"},"attributes":{"battery_low":false}}""");
  }

  @Test
  void leavesOutWhatIsAbsent() {
    assertThat(json(true, null, Map.of())).doesNotContain("unit", "attributes", "null");
    assertThat(json(true, null, null)).endsWith("\"address\":\"a\"}}");
  }

  @Test
  void keepsTheDigitsOfNumbers() {
    assertThat(json(new BigInteger("90071992547409931"), null, null))
        .contains("\"value\":90071992547409931,");
    assertThat(json(new BigDecimal("1e5"), null, null)).contains("\"value\":1E+5,");
  }

  @Test
  void writesAPositionAsAnObject() {
    Map<String, Object> position = new LinkedHashMap<>();
    position.put("lat", new BigDecimal("52.5"));
    position.put("lon", 13);
    assertThat(json(position, null, null)).contains("\"value\":{\"lat\":52.5,\"lon\":13}");
  }

  @Test
  void escapesWhatJsonCannotHold() {
    assertThat(json("a\"b\\c\n\r\t\u0001\u007fé€😀", null, null))
        .contains("\"value\":\"a\\\"b\\\\c\\n\\r\\t\\u0001\\u007fé€😀\"");
    assertThat(json("\ud800x", null, null)).contains("\"value\":\"?x\"");
  }

  @Test
  void isReadBackAsItWasForAnyText() throws Exception {
    Random random = new Random(7);
    for (int i = 0; i < 2000; i++) {
      String text =
          random
              .ints(random.nextInt(600), 0, 0x11000)
              .filter(c -> !(c >= 0xD800 && c < 0xE000))
              .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
              .toString();
      JsonNode read = new ObjectMapper().readTree(json(text, text, Map.of("k", text)));
      assertThat(read.get("value").asText()).isEqualTo(text);
      assertThat(read.at("/attributes/k").asText()).isEqualTo(text);
    }
  }

  @Test
  void writesALongOneAndAfterItAShortOne() {
    String shortOne = json(true, null, null);
    for (String piece : new String[] {"a", "\n", "é"}) {
      assertThat(json(piece.repeat(20_000), null, null))
          .contains(piece.repeat(20_000).replace("\n", "\\n"));
      assertThat(json(true, null, null)).isEqualTo(shortOne);
    }
  }

  @Test
  void writesTimesAsTheClassLibraryDoes() {
    Random random = new Random(7);
    Instant time = Instant.EPOCH;
    for (int i = 0; i < 10_000; i++) {
      // every second one most often in the second of the one before it
      time =
          i % 2 == 0
              ? Instant.ofEpochMilli(random.nextLong(0, 253_402_300_798_000L))
              : time.plusMillis(random.nextInt(1_000));
      String expected = time.truncatedTo(java.time.temporal.ChronoUnit.SECONDS).toString();
      assertThat(new String(JsonBytes.empty().time(time).toArray(), StandardCharsets.US_ASCII))
          .startsWith("\"" + expected.substring(0, 19))
          .endsWith("%03dZ\"".formatted(time.toEpochMilli() % 1000));
    }
  }

  private static String json(Object value, String unit, Map<String, Object> attributes) {
    Event event =
        new Event(
            "i",
            "d",
            "r",
            new Event.Kind("temperature", "sensor", true),
            value,
            unit,
            TIME,
            RECEIVED,
            new Source("mqtt", "a"),
            attributes);
    return new String(EventJson.write(event), StandardCharsets.UTF_8);
  }
}
