package dev.tributary.normalize;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.tributary.contract.Event;
import dev.tributary.contract.Variables;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Payloads of many makers: how many of them become the events that they should. */
class PayloadCorpusTest {
  private static final Path CORPUS = Path.of("src", "test", "payloads", "makers.yaml");

  @AutoClose private static final NormalizeRoute route = new NormalizeRoute("publish");

  @Test
  void understandPayloadsOfManyMakers() throws IOException {
    JsonNode corpus = new ObjectMapper(new YAMLFactory()).readTree(CORPUS.toFile());
    List<String> differences = new ArrayList<>();
    for (JsonNode one : corpus) {
      List<String> wrong = differences(one);
      if (!wrong.isEmpty()) {
        differences.add(one.path("name").asText() + ": " + String.join("; ", wrong));
      }
    }

    assertThat(corpus).hasSizeGreaterThanOrEqualTo(85);
    assertThat(differences).isEmpty();
  }

  private static List<String> differences(JsonNode one) {
    String address = one.path("address").asText("devices/dev-1/telemetry");
    Exchange exchange =
        route.send(
            one.path("json").toString().getBytes(java.nio.charset.StandardCharsets.UTF_8),
            null,
            e -> e.setVariable(Variables.ADDRESS, address));
    List<String> wrong = new ArrayList<>();
    List<String> events = new ArrayList<>();
    if (exchange.getException() != null) {
      if (one.has("expected")) {
        wrong.add(exchange.getException().getMessage());
      }
    } else {
      NormalizeRoute.events(exchange).forEach(event -> events.add(shown(event)));
      if (exchange.getVariable(Variables.PARTIAL) != null) {
        wrong.add(exchange.getVariable(Variables.PARTIAL).toString());
      }
    }
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
    return wrong;
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
