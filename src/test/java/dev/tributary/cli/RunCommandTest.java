package dev.tributary.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RunCommandTest {
  @Test
  void onlyNamesPartsThatThereAre() {
    Ran ran = Ran.of("run", "--only", "ingest,analytic");
    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.err())
        .contains("--only")
        .contains("must be ingest, analytics, out but is \"analytic\"; did you mean analytics?");
  }
}
