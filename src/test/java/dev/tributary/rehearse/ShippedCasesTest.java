package dev.tributary.rehearse;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class ShippedCasesTest {
  private static Rehearsed routes;

  @BeforeAll
  static void start() throws Exception {
    routes = new Rehearsed(Map.of());
  }

  @AfterAll
  static void stop() {
    routes.close();
  }

  @TestFactory
  Stream<DynamicTest> passTheCasesThatTributaryComesWith() throws Exception {
    CaseReader read = routes.reader().read(Rehearsed.ROUTES.resolve("cases"), "routes/cases");
    assertThat(read.problems()).isEmpty();
    assertThat(read.cases()).isNotEmpty();
    return read.cases().stream()
        .map(
            one ->
                DynamicTest.dynamicTest(
                    one.where() + " " + one.name(), () -> assertThat(routes.run(one)).isEmpty()));
  }
}
