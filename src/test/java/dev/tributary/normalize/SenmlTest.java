package dev.tributary.normalize;

import static dev.tributary.normalize.NormalizeRoute.events;
import static dev.tributary.normalize.NormalizeRoute.rejection;
import static dev.tributary.normalize.NormalizeRoute.values;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.contract.Event;
import dev.tributary.contract.Reason;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class SenmlTest {
  @AutoClose private static final NormalizeRoute route = new NormalizeRoute("publish");

  private static Exchange senml(String payload) {
    return route.send(
        payload.replace('\'', '"').getBytes(StandardCharsets.UTF_8),
        "application/senml+json",
        exchange -> {});
  }

  @Test
  void resolvesBaseNameTimeUnitAndValue() {
    Exchange exchange =
        senml(
            "[{'bn':'urn:dev:ow:10e2073a01080063:','bt':1795229990,'bu':'A','bver':5,'n':'voltage','u':'V','v':120.1},"
                + "{'n':'current','t':-5,'v':1.2},{'n':'current','t':-4,'v':1.3,'bv':10}]");
    assertThat(values(exchange))
        .containsExactly("voltage=120.1 V", "current=1.2 A", "current=11.3 A");
    assertThat(events(exchange))
        .extracting(Event::time)
        .containsExactly(
            Instant.ofEpochSecond(1795229990),
            Instant.ofEpochSecond(1795229985),
            Instant.ofEpochSecond(1795229986));
  }

  @Test
  void takesSmallTimesAsRelativeToNow() {
    assertThat(events(senml("[{'n':'temp','u':'Cel','v':1,'t':-10}]")).get(0).time())
        .isEqualTo(NormalizeRoute.RECEIVED.minusSeconds(10));
    assertThat(events(senml("[{'n':'temp','u':'Cel','v':1}]")).get(0).time())
        .isEqualTo(NormalizeRoute.RECEIVED);
  }

  @Test
  void convertsSecondaryUnitsAndMakesPositions() {
    assertThat(
            values(
                senml(
                    "[{'bn':'d/','n':'temperature','u':'K','v':294.65},{'n':'battery_voltage','u':'mV','v':3000},"
                        + "{'n':'lat','u':'lat','v':52.5},{'n':'lon','u':'lon','v':13.4},"
                        + "{'n':'door','vb':true},{'n':'energy','u':'J','bs':3600000,'s':3600000}]")))
        .containsExactly(
            "temperature=21.5 Cel",
            "battery_voltage=3 V",
            "gps={lat=52.5, lon=13.4}",
            "opening=true",
            "energy=2 kWh");
  }

  @Test
  void keepsBytesAsAnAttributeAndKnowsTheVersionOfSecondaryUnits() {
    Exchange exchange =
        senml("[{'bver':26,'n':'temp','v':1},{'n':'image','vd':'aGkgCg'},{'n':'sum','s':2}]");
    assertThat(values(exchange)).containsExactly("temperature=1 Cel");
    assertThat(events(exchange).get(0).attributes())
        .containsEntry("image", "aGkgCg")
        .containsEntry("sum", 2);
  }

  @Test
  void readsCborWithIntegerLabels() {
    // [{-2: "d:", -3: 1795229990, 0: "temp", 1: "Cel", 2: 4([-1, 215])}, {0: "hum", 2: 40}]
    byte[] cbor =
        HexFormat.of()
            .parseHex(
                "82a52162643a221a6b0109260064"
                    + "74656d700163"
                    + "43656c02c4822018d7"
                    + "a2006368756d021828");
    Exchange exchange = route.send(cbor, "application/senml+cbor", e -> {});
    assertThat(values(exchange)).containsExactly("temperature=21.5 Cel", "humidity=40 %RH");
    assertThat(values(route.send(cbor, null, e -> {})))
        .containsExactly("temperature=21.5 Cel", "humidity=40 %RH");
  }

  @Test
  void neverTakesANameForADevice() {
    assertThat(events(senml("[{'bn':'dev-2','n':'temp','v':1}]")))
        .extracting(Event::device)
        .containsExactly("dev-1");
  }

  @Test
  void refusesWhatItMustUnderstandAndDoesNot() {
    for (String payload :
        new String[] {
          "{}",
          "[1]",
          "[{'n':'temp','v':'x'}]",
          "[{'n':'temp','v':1,'x_':2}]",
          "[{'bver':11,'n':'temp','v':1}]",
          "[{'n':7,'v':1}]",
          "[{'n':'" + "lat".repeat(80_000) + "1','u':'lat','v':1}]"
        }) {
      assertThat(rejection(senml(payload)).reason()).as(payload).isEqualTo(Reason.UNREADABLE);
    }
  }
}
