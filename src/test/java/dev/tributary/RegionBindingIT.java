package dev.tributary;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tributary.world.TributaryTest;
import dev.tributary.world.World;
import java.net.http.HttpResponse;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** A token that is bound to a region, on its whole way to Kafka. */
@TributaryTest({
  "tributary.http.auth=tokens",
  "tributary.http.tokens-file=src/test/resources/http/region-tokens.txt",
  "tributary.kafka.partition-by=region"
})
class RegionBindingIT {
  @Test
  void givesItsRegionToADeviceThatNamesNone(World world) throws Exception {
    assertThat(post(world, "/v1/devices/eu-1/telemetry", "{\"temp\":1}").statusCode())
        .isEqualTo(204);
    assertThat(
            post(world, "/v1/regions/eu/devices/eu-1/telemetry", "{\"temp\":2,\"region\":\"eu\"}")
                .statusCode())
        .isEqualTo(204);

    for (ConsumerRecord<String, String> record : world.records("sensor.temperature", "eu-1", 2)) {
      assertThat(new ObjectMapper().readTree(record.value()).path("region").asText())
          .isEqualTo("eu");
    }
  }

  @Test
  void refusesAnotherRegionWhereverItIsNamedAndStoresNothing(World world) throws Exception {
    for (HttpResponse<String> answer :
        List.of(
            post(world, "/v1/regions/us/devices/eu-2/telemetry", "{\"temp\":1}"),
            post(world, "/v1/devices/eu-2/telemetry", "{\"temp\":1,\"region\":\"us\"}"),
            post(
                world,
                "/v1/regions/eu/devices/eu-2/telemetry",
                "{\"temp\":1,\"region\":\"us\"}"))) {
      assertThat(answer.statusCode()).isEqualTo(403);
      assertThat(answer.body()).contains("\"reason\":\"forbidden\"");
    }
    assertThat(
            post(
                    world,
                    "/v1/telemetry",
                    "[{\"device\":\"eu-2\",\"temp\":1,\"region\":\"us\"},{\"device\":\"eu-3\",\"temp\":1}]")
                .body())
        .contains("\"stored\":1", "{\"index\":0,\"status\":403,\"reason\":\"forbidden\"");

    // what is stored of the device after all this is all there is of it
    post(world, "/v1/devices/eu-2/telemetry", "{\"temp\":2}");
    post(world, "/v1/devices/eu-2/telemetry", "{\"temp\":");
    assertThat(world.records("sensor.temperature", "eu-2", 1)).hasSize(1);
    assertThat(world.records("dead-letter", "eu-2", 1)).hasSize(1);
  }

  @Test
  void keepsTheRegionInADeadLetter(World world) throws Exception {
    assertThat(post(world, "/v1/devices/eu-4/telemetry", "{\"temp\":").statusCode()).isEqualTo(400);

    ConsumerRecord<String, String> letter = world.records("dead-letter", "eu-4", 1).get(0);
    assertThat(new String(letter.headers().lastHeader("tributary_region").value(), UTF_8))
        .isEqualTo("eu");
  }

  private static HttpResponse<String> post(World world, String path, String body) throws Exception {
    return world.post(
        path, body, "Content-Type", "application/json", "Authorization", "Bearer region-token");
  }
}
