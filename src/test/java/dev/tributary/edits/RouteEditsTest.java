package dev.tributary.edits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.reload.PipelineFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whatever {@code check} lets through loses nothing that was acknowledged. More and other edits:
 * {@code mvn test -Dtest=RouteEditsTest -Dtributary.edits=2000 -Dtributary.edits.seed=7000}; one
 * again, told, with 100 different Kafkas: its seed, {@code -Dtributary.edits=1} and {@code
 * -Dtributary.edits.times=100}.
 */
class RouteEditsTest {
  private static final int EDITS = Integer.getInteger("tributary.edits", 30);
  private static final long FIRST_SEED = Long.getLong("tributary.edits.seed", 1);
  private static final int TIMES = Integer.getInteger("tributary.edits.times", 1);
  private static final int MOST_AT_ONCE = 5;
  private static final int KAFKA_FAILURES = 10;
  private static final int GATEWAYS = 3;
  private static final double ACCEPTED = 0.6;
  private static final int ENOUGH_FOR_A_RATIO = 20;
  private static final Logger LOG = LoggerFactory.getLogger(RouteEditsTest.class);

  @TempDir private Path folder;

  /** What came of one seed. */
  private record Outcome(
      long seed, List<String> edits, boolean accepted, EditedGateway.Result result) {
    String told() {
      return "seed %d, %s: %s%s"
          .formatted(seed, accepted ? "accepted" : "refused", String.join("; ", edits), lost());
    }

    boolean isLoss() {
      return accepted && !result.lost().isEmpty();
    }

    private String lost() {
      return result.lost().isEmpty() ? "" : " LOST " + result.lost();
    }
  }

  @Test
  void loseNothingThatWasAcknowledgedByRoutesThatCheckAccepts() throws Exception {
    List<Outcome> outcomes = outcomes();
    List<Outcome> publishing = outcomes.stream().filter(o -> o.result().isPublishing()).toList();
    List<Outcome> refused = publishing.stream().filter(o -> !o.accepted()).toList();

    assertThat(outcomes).filteredOn(Outcome::isLoss).extracting(Outcome::told).isEmpty();
    assertThat(outcomes)
        .filteredOn(Outcome::accepted)
        .filteredOn(outcome -> outcome.result().startFailure() != null)
        .extracting(outcome -> outcome.told() + " " + outcome.result().startFailure())
        .as("what check accepts starts")
        .isEmpty();
    LOG.warn(
        "{} edits from seed {} on: {} accepted, {} publish, of which {} are refused",
        outcomes.size(),
        FIRST_SEED,
        outcomes.stream().filter(Outcome::accepted).count(),
        publishing.size(),
        refused.size());
    if (outcomes.size() < ENOUGH_FOR_A_RATIO) {
      return;
    }
    assertThat(publishing.size()).as("edits that keep the way to publish").isPositive();
    assertThat(1.0 - (double) refused.size() / publishing.size())
        .as("accepted of those; refused: %s", refused.stream().map(Outcome::told).toList())
        .isGreaterThanOrEqualTo(ACCEPTED);
  }

  private List<Outcome> outcomes() throws Exception {
    ExecutorService gateways = Executors.newFixedThreadPool(GATEWAYS);
    try {
      List<Callable<Outcome>> all =
          LongStream.range(FIRST_SEED, FIRST_SEED + EDITS)
              .boxed()
              .flatMap(seed -> IntStream.range(0, TIMES).mapToObj(time -> task(seed, time)))
              .toList();
      List<Outcome> outcomes = new ArrayList<>();
      for (Future<Outcome> future : gateways.invokeAll(all)) {
        outcomes.add(future.get());
      }
      return outcomes;
    } finally {
      gateways.shutdownNow();
    }
  }

  private Callable<Outcome> task(long seed, int time) {
    return () -> outcome(seed, time);
  }

  private Outcome outcome(long seed, int time) throws Exception {
    RouteEditor editor = new RouteEditor(seed).edit(1 + (int) (seed % MOST_AT_ONCE));
    Path mine = copy("seed-%d-%d".formatted(seed, time));
    editor.save(mine);
    EditedGateway gateway = new EditedGateway(mine);
    boolean accepted = gateway.findings().isEmpty();
    Outcome outcome =
        new Outcome(
            seed, editor.edits(), accepted, gateway.run(seed + 7919L * time, KAFKA_FAILURES));
    if (EDITS == 1 || outcome.isLoss()) {
      LOG.warn("{} {}", outcome.told(), outcome.result());
    }
    return outcome;
  }

  @TestFactory
  Stream<DynamicTest> acceptEachHarmlessEdit() throws IOException {
    List<NamedEdit> list = NamedEdit.list("harmless.yaml");
    assertThat(list).hasSize(30);
    return list.stream().map(one -> DynamicTest.dynamicTest(one.name(), () -> accept(one)));
  }

  private void accept(NamedEdit harmless) throws Exception {
    Path mine = copy(harmless.name().replaceAll("\\W+", "-"));
    harmless.apply(mine);
    EditedGateway gateway = new EditedGateway(mine);
    assertThat(gateway.findings()).isEmpty();
    EditedGateway.Result result = gateway.run(1, 0);
    assertThat(result.lost()).isEmpty();
    assertThat(result.published()).isEqualTo(EditedGateway.WHOLE_OR_PARTLY);
    assertThat(result.answeredStored()).isEqualTo(EditedGateway.WHOLE_OR_PARTLY);
  }

  private Path copy(String name) throws IOException {
    Path mine = Files.createDirectories(folder.resolve(name));
    PipelineFolder.copy(mine);
    return mine;
  }
}
