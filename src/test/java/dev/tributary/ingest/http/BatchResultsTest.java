package dev.tributary.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tributary.contract.Outcome;
import dev.tributary.contract.Reason;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchResultsTest {
  private static final String ID = "5b0c7f6e-0000-8000-8000-000000000000";

  private final BatchResults results = new BatchResults();

  @Test
  void saysAllOfWhatFits() throws Exception {
    add(10_000, Outcome.stored(List.of(ID)));

    JsonNode answer = answer();
    assertThat(answer.has("shortened")).isFalse();
    assertThat(answer.at("/results/9999/ids/0").asText()).isEqualTo(ID);
  }

  @Test
  void leavesOutIdsAndDetailsButNoStatus() throws Exception {
    add(5, Outcome.stored(Collections.nCopies(10_000, ID)));
    add(5_000, Outcome.refused(Reason.THROTTLED, "\u0001".repeat(500), Duration.ofSeconds(3)));
    add(1, Outcome.stored(List.of(ID)));

    JsonNode answer = answer();
    assertThat(answer.get("shortened").asBoolean()).isTrue();
    assertThat(answer.get("stored").asInt()).isEqualTo(6);
    assertThat(answer.get("refused").asInt()).isEqualTo(5_000);
    assertThat(answer.get("results")).hasSize(5_006);
    assertThat(answer.at("/results/0/ids")).hasSize(10_000);
    assertThat(answer.at("/results/4").toString()).isEqualTo("{\"index\":4,\"status\":204}");
    assertThat(answer.at("/results/5004").toString())
        .isEqualTo("{\"index\":5004,\"status\":429,\"reason\":\"throttled\",\"retry_after\":3}");
  }

  @Test
  void cutsLongDetails() throws Exception {
    add(1, Outcome.refused(Reason.INVALID, "x".repeat(1000), null));

    assertThat(answer().at("/results/0/detail").asText()).hasSize(200).endsWith("…");
  }

  private void add(int count, Outcome outcome) {
    for (int i = 0; i < count; i++) {
      results.close(results.open(), outcome);
    }
  }

  private JsonNode answer() throws Exception {
    byte[] json = results.json().getBytes();
    assertThat(json).hasSizeLessThanOrEqualTo(1 << 20);
    return new ObjectMapper().readTree(json);
  }
}
