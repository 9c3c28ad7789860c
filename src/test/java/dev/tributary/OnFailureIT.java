package dev.tributary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.world.TributaryTest;
import dev.tributary.world.World;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The route that every failure comes to: what was sent is kept, with the reason that is heard. */
@TributaryTest
class OnFailureIT {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          unreadable-1 | {"temp":                          | unreadable        | 400
          unmapped-1   | {"nothing_known":1}               | unmapped          | 400
          invalid-1    | {"temp":-400}                     | invalid           | 400
          mismatch-1   | {"device":"another","temp":1}     | identity-mismatch | 403
          """)
  void whatCannotGoItsWayIsKeptWithItsReason(
      String device, String payload, String reason, int status, World world) throws Exception {
    assertThat(
            world
                .post(
                    "/v1/devices/" + device + "/telemetry",
                    payload,
                    "Content-Type",
                    "application/json")
                .statusCode())
        .isEqualTo(status);

    ConsumerRecord<String, String> letter = world.records("dead-letter", device, 1).get(0);
    assertThat(letter.value()).isEqualTo(payload);
    assertThat(
            new String(
                letter.headers().lastHeader("tributary_reason").value(), StandardCharsets.UTF_8))
        .isEqualTo(reason);
    assertThat(header(letter, "tributary_route")).isEqualTo("normalize");
  }

  @Test
  void anItemOfABatchIsKeptWithItsPlaceThere(World world) throws Exception {
    String batch =
        "[{\"device\":\"batch-0\",\"temp\":1},{\"device\":\"batch-1\",\"nothing_known\":1}]";

    assertThat(world.post("/v1/telemetry", batch, "Content-Type", "application/json").statusCode())
        .isEqualTo(200);

    ConsumerRecord<String, String> letter = world.records("dead-letter", "batch-1", 1).get(0);
    assertThat(header(letter, "tributary_index")).isEqualTo("1");
    assertThat(header(letter, "tributary_reason")).isEqualTo("unmapped");
  }

  private static String header(ConsumerRecord<?, ?> letter, String name) {
    return new String(letter.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }
}
