package dev.tributary.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.observe.MetricsDocs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** {@code mvn test -Dtest=MetricsDocsTest -Dtributary.generate=true} writes the page anew. */
class MetricsDocsTest {
  @Test
  void thePageIsTheOneThatTheDefinitionsGive() throws IOException {
    Path page = Path.of("docs/metrics.md");
    if (Boolean.getBoolean("tributary.generate")) {
      Files.writeString(page, MetricsDocs.markdown(OfflineMetrics.all()));
    }
    assertThat(Files.readString(page))
        .as(page + " is generated")
        .isEqualTo(MetricsDocs.markdown(OfflineMetrics.all()));
  }
}
