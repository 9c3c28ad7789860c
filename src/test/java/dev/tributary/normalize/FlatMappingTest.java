package dev.tributary.normalize;

import static dev.tributary.normalize.NormalizeRoute.events;
import static dev.tributary.normalize.NormalizeRoute.rejection;
import static dev.tributary.normalize.NormalizeRoute.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.tributary.contract.Event;
import dev.tributary.contract.Reason;
import dev.tributary.contract.Rejection;
import dev.tributary.contract.Variables;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlatMappingTest {
  @AutoClose private static final NormalizeRoute route = new NormalizeRoute("publish");

  @Test
  void publishesKnownNamesAndKeepsTheRestAsAttributes() {
    List<Event> events =
        events(
            route.send("{\"temp\":21.50,\"Humidity\":40,\"fw\":\"1.2\",\"ok\":true,\"n\":null}"));
    assertThat(events).extracting(Event::kind).containsExactly("temperature", "humidity");
    assertThat(events.get(0).value()).hasToString("21.50");
    assertThat(events.get(0).unit()).isEqualTo("Cel");
    assertThat(events.get(0).time()).isEqualTo(NormalizeRoute.RECEIVED);
    assertThat(events.get(0).region()).isEqualTo("unknown");
    assertThat(events.get(1).attributes()).containsExactly(entry("fw", "1.2"), entry("ok", true));
  }

  @Test
  void convertsUnitsThatTheNameOrThePayloadStates() {
    assertThat(values(route.send("{\"temperature_f\":70.1,\"pressureKpa\":101.3,\"tvoc\":120}")))
        .containsExactly("temperature=21.1667 Cel", "pressure=1013 hPa", "voc=0.12 ppm");
    assertThat(values(route.send("{\"temperature\":70,\"temperature_unit\":\"°F\"}")))
        .containsExactly("temperature=21.1111 Cel");
    assertThat(values(route.send("{\"temperature\":{\"value\":294.65,\"unit\":\"K\"}}")))
        .containsExactly("temperature=21.5 Cel");
    assertThat(values(route.send("{\"temp\":\"70 F\",\"pressure\":101325}")))
        .containsExactly("temperature=21.1111 Cel", "pressure=1013.25 hPa");
    assertThat(values(route.send("{\"name\":\"temperature\",\"value\":70,\"unit\":\"F\"}")))
        .containsExactly("temperature=21.1111 Cel");
    assertThat(
            rejection(route.send("{\"temperature\":{\"value\":1,\"unit\":\"bananas\"}}")).reason())
        .isEqualTo(Reason.INVALID);
  }

  @Test
  void takesWrappersAndListsOfReadingsApart() {
    List<Event> events =
        events(
            route.send(
                "{\"site\":\"x\",\"readings\":[{\"ts\":1795230000,\"temp\":1},"
                    + "{\"ts\":1795230001500,\"temp\":2,\"note\":\"y\"}]}"));
    assertThat(events)
        .extracting(Event::time)
        .containsExactly(Instant.ofEpochSecond(1795230000), Instant.ofEpochMilli(1795230001500L));
    assertThat(events.get(0).attributes()).containsExactly(entry("site", "x"));
    assertThat(events.get(1).attributes()).containsExactly(entry("note", "y"), entry("site", "x"));
    assertThat(events.get(0).id()).isNotEqualTo(events.get(1).id());
  }

  @Test
  void makesOnePositionOfItsParts() {
    assertThat(
            values(route.send("{\"lat\":52.5,\"lng\":13.4,\"alt\":34,\"speed_kmh\":36,\"acc\":5}")))
        .containsExactly("gps={lat=52.5, lon=13.4, alt=34, speed=10, accuracy=5}");
    assertThat(values(route.send("{\"gps\":{\"type\":\"Point\",\"coordinates\":[13.4,52.5]}}")))
        .containsExactly("gps={lat=52.5, lon=13.4}");
    assertThat(values(route.send("{\"location\":\"52.5, 13.4\"}")))
        .containsExactly("gps={lat=52.5, lon=13.4}");
    assertThat(values(route.send("{\"speed_kmh\":36,\"altitude\":5}")))
        .containsExactly("speed=10 m/s", "altitude=5 m");
  }

  @Test
  void tellsSeveralOfOneKindApart() {
    List<Event> events =
        events(route.send("{\"temp1\":1,\"outdoor_temp\":2,\"temperature\":[3,null,4]}"));
    assertThat(events)
        .extracting(e -> e.attributes().get("channel"))
        .containsExactly(1, "outdoor", 0, 2);
  }

  @Test
  void doesNotTakeSetPointsAndAveragesForMeasurements() {
    assertThat(
            values(
                route.send(
                    "{\"temp\":20,\"temp_setpoint\":25,\"avg_temp\":1,\"target\":{\"temp\":24}}")))
        .containsExactly("temperature=20 Cel");
  }

  @Test
  void publishesTheValidPartAndNamesTheRest() {
    Exchange exchange = route.send("{\"temp\":NaN,\"hum\":40,\"co2\":\"much\",\"light\":-5}");
    assertThat(values(exchange)).containsExactly("humidity=40 %RH");
    Rejection partial = (Rejection) exchange.getVariable(Variables.PARTIAL);
    assertThat(partial.reason()).isEqualTo(Reason.INVALID);
    assertThat(partial.getMessage()).contains("temperature", "co2", "illuminance must be 0 to");
    assertThat(rejection(route.send("{\"temp\":-300}")).getMessage())
        .isEqualTo("temperature must be -273.15 to 3000 Cel but is -300");
  }

  @Test
  void rejectsTheWholeMessageIfToldTo() {
    try (NormalizeRoute strict = new NormalizeRoute("reject")) {
      assertThat(rejection(strict.send("{\"temp\":-300,\"hum\":40}")).reason())
          .isEqualTo(Reason.INVALID);
    }
  }

  @Test
  void marksWhatIsPossibleButNotPlausible() {
    assertThat(events(route.send("{\"temp\":-90}")).get(0).attributes())
        .containsExactly(entry("suspect", true));
    assertThat(events(route.send("{\"temp\":1,\"ts\":5}")).get(0).attributes())
        .containsExactly(entry("time_suspect", true));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "[]", "{\"a\":1}", "[1,2]", "\"x\"", "7", "{\"temp\":null}"})
  void saysSoWhenNothingIsKnown(String payload) {
    assertThat(rejection(route.send(payload)).reason()).isEqualTo(Reason.UNMAPPED);
  }

  @Test
  void letsTheAddressWinOverThePayload() {
    assertThat(rejection(route.send("{\"device\":\"dev-2\",\"temp\":1}")).reason())
        .isEqualTo(Reason.IDENTITY_MISMATCH);
    assertThat(events(route.send("{\"device\":\"dev-1\",\"region\":\"north\",\"temp\":1}")))
        .extracting(Event::region)
        .containsExactly("north");
  }

  @Test
  void takesTheDevicesOfAGatewayFromItsItems() {
    Exchange exchange =
        route.send(
            "[{\"device\":\"a\",\"temp\":1},{\"device\":\"b/c\",\"temp\":2},{\"temp\":3}]"
                .getBytes(StandardCharsets.UTF_8),
            null,
            e -> {
              e.removeVariable(Variables.DEVICE);
              e.setVariable(Variables.GATEWAY, "gw");
            });
    assertThat(events(exchange)).extracting(Event::device).containsExactly("a");
    assertThat(exchange.getVariable(Variables.DEVICE)).isEqualTo("a");
    assertThat(((Rejection) exchange.getVariable(Variables.PARTIAL)).reason())
        .isEqualTo(Reason.BAD_IDENTITY);
  }

  @Test
  void takesTheKindOfABareValueFromTheAddress() {
    assertThat(values(to("devices/d/telemetry/temp_f", "temp_f", "70")))
        .containsExactly("temperature=21.1111 Cel");
    assertThat(values(to("devices/d/telemetry/temperature", "temperature", "{\"value\":3}")))
        .containsExactly("temperature=3 Cel");
    assertThat(values(to("home/d/door", null, "OPEN"))).containsExactly("opening=true");
    assertThat(values(to("devices/d/status", null, "Online"))).containsExactly("status=online");
    assertThat(values(to("devices/d/status", null, "true"))).containsExactly("status=online");
  }

  @Test
  void takesATextForAPositionOnlyWhereItIsOne() {
    Exchange exchange =
        route.send("{\"temp\":1,\"location\":\"kitchen\",\"position\":30,\"gps\":\"52.5,13.4\"}");
    assertThat(values(exchange)).containsExactly("temperature=1 Cel", "gps={lat=52.5, lon=13.4}");
    assertThat(events(exchange).get(0).attributes())
        .containsEntry("location", "kitchen")
        .containsEntry("position", 30);
  }

  private static Exchange to(String address, String kind, String payload) {
    return route.send(
        payload.getBytes(StandardCharsets.UTF_8),
        "text/plain",
        e -> {
          e.setVariable(Variables.ADDRESS, address);
          e.setVariable(Variables.KIND, kind);
        });
  }

  @Test
  void yieldsTheSameIdsForTheSameMessage() {
    String timed = "{\"ts\":1795230000,\"temp\":1,\"hum\":2}";
    assertThat(ids(route.send(timed))).isEqualTo(ids(route.send(timed))).doesNotHaveDuplicates();
    assertThat(ids(route.send("{\"temp\":1}"))).isNotEqualTo(ids(route.send("{\"temp\":1}")));
    Exchange drawn = route.send("{\"temp\":1}");
    Exchange again =
        route.send(
            "{\"temp\":1}".getBytes(StandardCharsets.UTF_8),
            null,
            e -> e.setVariable(Variables.MESSAGE_ID, drawn.getVariable(Variables.MESSAGE_ID)));
    assertThat(ids(again)).isEqualTo(ids(drawn));
    assertThat(ids(drawn).get(0))
        .matches("[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
  }

  private static List<String> ids(Exchange exchange) {
    return events(exchange).stream().map(Event::id).toList();
  }
}
