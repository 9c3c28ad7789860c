package dev.tributary.module;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KeptStateTest {
  private static final KeptState HUMID = new KeptState("rule humid", "m1", "v1");

  @Test
  void anEditSaysOfEachChangeWhatItDoesToState() {
    assertThat(KeptState.changes(List.of(HUMID), List.of(HUMID))).isEmpty();
    assertThat(
            KeptState.changes(
                List.of(
                    HUMID,
                    new KeptState("rule avg", "m1", "v1"),
                    new KeptState("rule gone", "m", "v")),
                List.of(
                    new KeptState("rule hot", "m", "v"),
                    new KeptState("rule humid", "m1", "v2"),
                    new KeptState("rule avg", "m2", "v2"))))
        .containsExactly(
            "rule hot is new",
            "rule humid keeps its state",
            "rule avg begins anew",
            "rule gone ends");
  }

  @Test
  void manyChangesAreCounted() {
    List<KeptState> many =
        IntStream.range(0, 100).mapToObj(i -> new KeptState("rule r" + i, "m", "v")).toList();
    assertThat(KeptState.changes(List.of(), many)).hasSize(21).endsWith("and 80 more");
  }

  @Test
  void aLineIsReadAgain() {
    assertThat(KeptState.parse(HUMID.toString())).isEqualTo(HUMID);
  }
}
