package dev.tributary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.world.TributaryTest;
import dev.tributary.world.World;
import org.junit.jupiter.api.Test;

/** The stage that gives each event its topic, by group. */
@TributaryTest
class RouteIT {
  @Test
  void eachEventOfAMessageGoesToTheTopicOfItsGroup(World world) throws Exception {
    String mixed =
        "{\"temperature\":1,\"turbidity\":2,\"rssi\":-70,\"battery\":80,"
            + "\"camera_motion\":true,\"camera_object\":\"person\",\"button\":\"single\",\"alarm\":\"smoke\"}";

    assertThat(
            world
                .post("/v1/devices/mixed-1/telemetry", mixed, "Content-Type", "application/json")
                .statusCode())
        .isEqualTo(204);

    assertKinds(world, "sensor.temperature", "temperature");
    assertKinds(world, "sensor.other", "turbidity");
    assertKinds(world, "device.battery", "battery");
    assertKinds(world, "device.other", "rssi");
    assertKinds(world, "camera.motion", "camera_motion");
    assertKinds(world, "camera.other", "camera_object");
    assertKinds(world, "event.other", "button");
    assertKinds(world, "event.alarm", "alarm");
  }

  private static void assertKinds(World world, String topic, String kind) {
    assertThat(world.records(topic, "mixed-1", 1))
        .singleElement()
        .satisfies(r -> assertThat(r.value()).contains("\"kind\":\"" + kind + "\""));
  }
}
