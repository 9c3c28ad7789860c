package dev.tributary.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TopicPlanTest {
  @TempDir Path directory;

  @Test
  void giveEachTopicTheFirstPatternThatFits() throws Exception {
    TopicPlan plan =
        plan("{dead-letter: {partitions: 1}, 'sensor.*': {partitions: 12, replication: 3}}");

    assertThat(plan.topic("iot.dead-letter").numPartitions()).isEqualTo(1);
    NewTopic sensor = plan.topic("iot.sensor.temperature");
    assertThat(sensor.numPartitions()).isEqualTo(12);
    assertThat(sensor.replicationFactor()).isEqualTo((short) 3);
    assertThat(plan.topic("iot.camera.motion").numPartitions())
        .as("left to the broker")
        .isEqualTo(-1);
  }

  @Test
  void compactTheStateAsShipped() throws Exception {
    TopicPlan plan = TopicPlan.read(Path.of("routes/topics.yaml"), "iot");

    assertThat(plan.topic("iot.device.state").configs()).containsEntry("cleanup.policy", "compact");
    assertThat(plan.topic("iot.sensor.other").numPartitions()).isEqualTo(6);
  }

  @Test
  void reportWhatDiffersAndNothingElse() throws Exception {
    TopicPlan plan = plan("{a: {partitions: 2, replication: 1}, b: {partitions: 2}}");

    assertThat(plan.differences(List.of(found("iot.a", 3), found("iot.b", 2))))
        .singleElement()
        .asString()
        .contains("iot.a has 3 partitions but topics.yaml has 2");
  }

  @Test
  void nameWhatIsWrong() {
    assertThatThrownBy(() -> plan("a: {partition: 2}\nb:\n  partitions: 0\n"))
        .hasMessageContaining("topics.yaml:1: a topic has partitions, replication and config")
        .hasMessageContaining("did you mean partitions?")
        .hasMessageContaining("topics.yaml:3: partitions of b must be a number from 1");
  }

  private TopicPlan plan(String yaml) throws Exception {
    return TopicPlan.read(Files.writeString(directory.resolve("topics.yaml"), yaml), "iot");
  }

  private static TopicDescription found(String name, int partitions) {
    List<Node> nodes = List.of(new Node(0, "localhost", 1));
    return new TopicDescription(
        name,
        false,
        IntStream.range(0, partitions)
            .mapToObj(i -> new TopicPartitionInfo(i, nodes.get(0), nodes, nodes))
            .toList());
  }
}
