package dev.tributary.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.reload.PipelineFolder;
import dev.tributary.world.TributaryTest;
import dev.tributary.world.World;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code replay} as it is typed, beside the gateway that kept the messages. */
@TributaryTest(value = "tributary.trace.directory=target/replay-command", editable = true)
class ReplayCommandIT {
  @TempDir private Path folder;

  @Test
  void goOnWhereItStoppedWithARelativeTimeToo(World world) throws Exception {
    String[] json = {"Content-Type", "application/json"};
    world.post("/v1/devices/dev-7/telemetry", "{\"wobble\": 21}", json);
    world.records("dead-letter", "dev-7", 1);
    world.folder().edit("kinds.yaml", "synonyms: [temp, tmp,", "synonyms: [wobble, temp, tmp,");

    Typed first = replay(world);
    Typed second = replay(world);

    assertThat(first.out()).contains("1 published, 0 dead-lettered again");
    assertThat(first.err())
        .contains("warning: the gateway runs other files than those in " + world.folder().path());
    assertThat(second.out()).contains("0 published, 0 dead-lettered again");
    assertThat(world.records("sensor.temperature", "dev-7", 1)).hasSize(1);
  }

  /** They would poll, send and take the place of those that run in the gateway. */
  @Test
  void startNoRouteOfTheOperatorsOwn(World world) throws Exception {
    Path written = folder.resolve("written");
    PipelineFolder routes = PipelineFolder.copy(folder.resolve("routes"));
    routes.save(
        "mine.camel.yaml",
        "- from: {uri: 'timer:mine?repeatCount=1&delay=0', steps: [{to: 'file:%s'}]}\n"
            .formatted(written));

    Typed replayed = replay(world, routes.path());

    assertThat(replayed.out()).contains("published");
    assertThat(written).doesNotExist();
  }

  private Typed replay(World world) throws Exception {
    return replay(world, world.folder().path());
  }

  private Typed replay(World world, Path routes) throws Exception {
    Path config = folder.resolve("application.properties");
    Files.write(
        config,
        List.of(
            "tributary.kafka.brokers=" + world.kafka().brokers(),
            "tributary.kafka.topic-prefix=" + world.topic("").replace(".", ""),
            "tributary.trace.directory=target/replay-command",
            "tributary.mqtt.broker-url="));
    return Typed.of(
        "replay",
        "--config",
        config.toString(),
        "--routes",
        routes.toString(),
        "--since",
        "2h",
        "--reason",
        "unmapped");
  }
}
