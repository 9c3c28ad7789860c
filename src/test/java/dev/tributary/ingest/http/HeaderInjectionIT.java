package dev.tributary.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** What stands in headers, query and cookies changes nothing and goes no further. */
class HeaderInjectionIT {
  static final List<String> NAMES =
      List.of(
          "device",
          "region",
          "kind",
          "gateway",
          "protocol",
          "address",
          "message-id",
          "payload",
          "outcome",
          "replayed",
          "CamelHttpUri",
          "CamelHttpResponseCode",
          "CamelHttpMethod",
          "CamelHttpPath",
          "CamelJmsDestinationName",
          "CamelKafkaTopic",
          "org.apache.camel.kafka",
          "breadcrumbId",
          "kafka.OVERRIDE_TOPIC",
          "kafka.OVERRIDE_TIMESTAMP",
          "kafka.KEY",
          "kafka.PARTITION_KEY",
          "Long-Running-Action",
          "Authorization",
          "ce_id",
          "ce_type",
          "tributary_reason",
          "X-Forwarded-For");

  @Test
  void passNothingThatIsNotNamed() throws Exception {
    try (HttpWorld world = HttpWorld.open()) {
      for (String name : NAMES) {
        for (String spelled :
            List.of(name, name.toUpperCase(Locale.ROOT), name.toLowerCase(Locale.ROOT))) {
          HttpRequest.Builder request =
              world
                  .post("/v1/devices/dev-1/telemetry?" + spelled + "=spoofed", "{}")
                  .header(spelled, "spoofed")
                  .header("Cookie", spelled + "=spoofed");
          assertThat(world.send(request).statusCode()).as(spelled).isEqualTo(204);
        }
      }

      assertThat(world.route.seen).hasSize(3 * NAMES.size());
      for (HeldRoute.Seen seen : world.route.seen) {
        assertThat(seen.headers()).isEmpty();
        assertThat(seen.variables().values()).doesNotContain("spoofed");
        assertThat(seen.properties().toString()).doesNotContain("spoofed");
        assertThat(seen.variable("device")).isEqualTo("dev-1");
        assertThat(seen.variables())
            .containsOnlyKeys("protocol", "address", "device", "received", "payload");
      }
    }
  }
}
