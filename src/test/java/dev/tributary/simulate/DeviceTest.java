package dev.tributary.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tributary.contract.Protocol;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DeviceTest {
  private static final Instant START = Instant.parse("2026-11-21T03:00:00Z");

  @Test
  void sameSeedRepeatsEveryMessage() {
    Device one = new Device(7, options(42, 0.1));
    Device other = new Device(7, options(42, 0.1));
    for (int i = 0; i < 500; i++) {
      assertThat(one.due()).isEqualTo(other.due());
      assertThat(one.next(START)).usingRecursiveComparison().isEqualTo(other.next(START));
    }
  }

  @Test
  void otherSeedMakesOtherWalks() {
    Device one = new Device(7, options(1, 0));
    Device other = new Device(7, options(2, 0));
    assertThat(one.next(START).payload()).isNotEqualTo(other.next(START).payload());
  }

  @Test
  void meanRateHoldsThroughBurstsAndSilences() {
    Device device = new Device(0, options(3, 0));
    int messages = 20_000;
    for (int i = 0; i < messages; i++) {
      device.next(START);
    }
    double perSecond = messages / (device.due() / 1e9);
    assertThat(perSecond).isCloseTo(10, within(0.5));
  }

  @Test
  void everyFormatIsWellFormedAndAddressedByTheTemplates() throws JsonProcessingException {
    ObjectMapper json = new ObjectMapper();
    Set<String> contentTypes = new HashSet<>();
    for (int index = 0; index < 30; index++) {
      Message message = new Device(index, options(5, 0)).next(START);
      contentTypes.add(message.contentType());
      String text = new String(message.payload(), StandardCharsets.UTF_8);
      JsonNode read = json.readTree(text);
      assertThat(read.isMissingNode()).isFalse();
      assertThat(message.address()).contains("devices/" + message.device() + "/telemetry");
    }
    assertThat(contentTypes)
        .containsExactlyInAnyOrder("application/json", "application/senml+json", "text/plain");
  }

  @Test
  void humidityRisesNowAndThenSoThatAnAlertFires() throws IOException {
    ObjectMapper json = new ObjectMapper();
    for (Instant start : new Instant[] {START, START.plusSeconds(12 * 3600)}) {
      Device room = new Device(0, options(1, 0));
      int humid = 0;
      int first = -1;
      int crossings = 0;
      boolean above = false;
      for (int i = 0; i < 2_000; i++) {
        double value = json.readTree(room.next(start).payload()).path("humidity").asDouble();
        humid += value > 85 ? 1 : 0;
        first = first < 0 && value > 85 ? i : first;
        if (!above && value > 85) {
          above = true;
          crossings++;
        } else if (above && value < 80) {
          above = false;
        }
      }
      assertThat(first).isBetween(0, 75);
      assertThat(crossings).isBetween(3, 7);
      assertThat(humid).isBetween(200, 700);
    }
  }

  @Test
  void metersOnlyRiseAndTrackersLeaveAndComeBackAndPumpsWear() throws IOException {
    ObjectMapper json = new ObjectMapper();
    double before = 0;
    Device meter = new Device(9, options(1, 0));
    for (int i = 0; i < 500; i++) {
      double now = json.readTree(meter.next(START).payload()).path("energy").asDouble();
      assertThat(now).isGreaterThanOrEqualTo(before);
      before = now;
    }
    Device tracker = new Device(12, options(1, 0));
    Device pump = new Device(15, options(1, 0));
    int away = 0;
    int worn = 0;
    for (int i = 0; i < 1_000; i++) {
      double lat = json.readTree(tracker.next(START).payload()).path("lat").asDouble();
      away += Math.abs(lat - 48.1) > 0.012 ? 1 : 0;
      JsonNode shakes = json.readTree(pump.next(START).payload());
      worn += shakes.path("vibration_velocity").asDouble() > 0.0071 ? 1 : 0;
    }
    assertThat(away).isBetween(100, 500);
    assertThat(worn).isBetween(100, 500);
  }

  @Test
  void brokenShareIsKept() {
    Device whole = new Device(0, options(9, 0));
    Device half = new Device(0, options(9, 0.5));
    int broken = 0;
    for (int i = 0; i < 2_000; i++) {
      whole.next(START);
      byte[] payload = half.next(START).payload();
      boolean readable = payload.length > 0 && payload[payload.length - 1] == '}';
      broken += readable ? 0 : 1;
    }
    assertThat(broken).isBetween(900, 1_100);
  }

  @Test
  void brokenTextIsNeverAnotherNumber() {
    int texts = 0;
    for (int index = 0; index < 30; index++) {
      Device device = new Device(index, options(5, 1));
      for (int i = 0; i < 50; i++) {
        Message message = device.next(START);
        if (message.contentType().equals("text/plain")) {
          texts++;
          assertThat(new String(message.payload(), StandardCharsets.UTF_8))
              .doesNotMatch("-?[0-9.]+");
        }
      }
    }
    assertThat(texts).isPositive();
  }

  private static SimulationOptions options(long seed, double broken) {
    return new SimulationOptions(
        Targets.open(null, null, null), Protocol.ofDevices(), 10, 100, seed, broken);
  }
}
