package dev.tributary.normalize;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.tributary.contract.Event;
import dev.tributary.contract.EventJson;
import dev.tributary.contract.Variables;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Payloads of many makers: how many of them become the events that they should. */
class PayloadCorpusTest {
  private static final Path PAYLOADS = Path.of("src", "test", "payloads");

  @AutoClose private static final NormalizeRoute route = new NormalizeRoute("publish");

  @Test
  void understandPayloadsOfManyMakers() throws IOException {
    JsonNode corpus = corpus("makers.yaml");

    assertThat(corpus).hasSizeGreaterThanOrEqualTo(85);
    assertThat(differences(corpus)).isEmpty();
  }

  @Test
  void understandProductsThatDescribeThemselves() throws IOException {
    JsonNode corpus = corpus("products.yaml");

    assertThat(corpus).hasSizeGreaterThanOrEqualTo(100);
    assertThat(differences(corpus)).isEmpty();
  }

  private static JsonNode corpus(String name) throws IOException {
    return new ObjectMapper(new YAMLFactory()).readTree(PAYLOADS.resolve(name).toFile());
  }

  private static List<String> differences(JsonNode corpus) {
    List<String> differences = new ArrayList<>();
    for (JsonNode one : corpus) {
      List<String> wrong = new ArrayList<>();
      compare(one, send(one), wrong);
      if (!wrong.isEmpty()) {
        differences.add(one.path("name").asText() + ": " + String.join("; ", wrong));
      }
    }
    return differences;
  }

  private static Exchange send(JsonNode one) {
    String payload = one.has("text") ? one.get("text").asText() : one.path("json").toString();
    return route.send(
        payload.getBytes(StandardCharsets.UTF_8),
        one.path("content-type").asText(null),
        exchange -> {
          exchange.setVariable(
              Variables.ADDRESS, one.path("address").asText("devices/dev-1/telemetry"));
          String device = one.path("device").asText("dev-1");
          exchange.setVariable(Variables.DEVICE, device.isEmpty() ? null : device);
        });
  }

  private static void compare(JsonNode one, Exchange exchange, List<String> wrong) {
    if (exchange.getException() != null) {
      if (one.has("expected")) {
        wrong.add(exchange.getException().getMessage());
      }
      return;
    }
    List<Event> events = NormalizeRoute.events(exchange);
    if (exchange.getVariable(Variables.PARTIAL) != null) {
      wrong.add(exchange.getVariable(Variables.PARTIAL).toString());
    }
    if (!one.has("expected") && !one.has("never")) {
      wrong.add("events, where there must be none: " + events);
    }
    compareValues(one, events.stream().map(PayloadCorpusTest::shown).toList(), wrong);
    Set<String> devices = new TreeSet<>();
    one.path("devices").forEach(device -> devices.add(device.asText()));
    if (!devices.isEmpty()
        && !devices.equals(events.stream().map(Event::device).collect(Collectors.toSet()))) {
      wrong.add("not of the devices " + devices + " but " + events);
    }
    if (one.has("time") && !events.get(0).time().equals(Instant.parse(one.get("time").asText()))) {
      wrong.add("not at " + one.get("time").asText() + " but " + events.get(0).time());
    }
    for (JsonNode secret : one.path("secret")) {
      if (records(events).contains(secret.asText())) {
        wrong.add("the secret " + secret + " in " + events);
      }
    }
  }

  private static String records(List<Event> events) {
    return events.stream()
        .map(event -> new String(EventJson.write(event), StandardCharsets.UTF_8))
        .collect(Collectors.joining("\n"));
  }

  private static void compareValues(JsonNode one, List<String> events, List<String> wrong) {
    List<String> left = new ArrayList<>(events);
    for (JsonNode expected : one.path("expected")) {
      if (!left.remove(number(expected.asText()))) {
        wrong.add("no " + expected.asText() + " in " + events);
      }
    }
    for (JsonNode never : one.path("never")) {
      String what = number(never.asText());
      if (events.stream().anyMatch(e -> e.equals(what) || e.startsWith(what + "="))) {
        wrong.add(never.asText() + " in " + events);
      }
    }
  }

  private static String shown(Event event) {
    return number(
        event.kind()
            + "="
            + (event.value() instanceof Map<?, ?> position
                ? position.get("lat") + "," + position.get("lon")
                : event.value().toString()));
  }

  /** 21.40 and 21.4 are one. */
  private static String number(String pair) {
    int at = pair.indexOf('=') + 1;
    String value = pair.substring(at);
    return at > 0 && value.matches("-?[0-9]+(\\.[0-9]+)?")
        ? pair.substring(0, at)
            + new java.math.BigDecimal(value).stripTrailingZeros().toPlainString()
        : pair;
  }
}
