package dev.tributary.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.dev.FreePorts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class AdminClusterTest {
  /** Else each topic would be called one that no record can go to, and a good client given up. */
  @Test
  void sayNothingOfTopicsWhileNobodyAnswers() throws Exception {
    Map<String, Object> nobody =
        Map.of(
            "bootstrap.servers",
            "127.0.0.1:" + FreePorts.one(),
            "default.api.timeout.ms",
            500,
            "request.timeout.ms",
            500);
    TopicPlan plan = TopicPlan.read(Path.of("routes/topics.yaml"), "t");
    AdminCluster cluster = new AdminCluster(() -> Admin.create(nobody), true);
    cluster.plan(plan);
    try {
      assertThat(cluster.ensure(Set.of("t.sensor.other", "t.raw")))
          .failsWithin(Duration.ofSeconds(20))
          .withThrowableOfType(ExecutionException.class)
          .withCauseInstanceOf(TimeoutException.class);
    } finally {
      cluster.close();
    }
  }
}
