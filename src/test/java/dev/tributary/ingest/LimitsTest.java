package dev.tributary.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LimitsTest {
  @TempDir Path directory;

  @Test
  void limitNothingAsShipped() throws Exception {
    assertThat(Limits.read(Path.of("routes/limits.yaml"))).isEqualTo(Limits.NONE);
    assertThat(Limits.read(directory.resolve("none.yaml"))).isEqualTo(Limits.NONE);
  }

  @Test
  void readEveryField() throws Exception {
    Limits limits =
        read(
            """
            gateway: {rate: 100, burst: 200}
            devices:
              - {device: "cam-*", region: "*-west", protocol: mqtt, rate: 0.5, burst: 3}
              - rate: 10
            """);

    assertThat(limits.gateway()).isEqualTo(new Limits.Rate(100, 200));
    Limits.Rule first = limits.rules().get(0);
    assertThat(first.rate()).isEqualTo(new Limits.Rate(0.5, 3));
    assertThat(first.fits("cam-1", "eu-west", "mqtt")).isTrue();
    assertThat(first.fits("dev-1", "eu-west", "mqtt")).isFalse();
    assertThat(first.fits("cam-1", "eu-east", "mqtt")).isFalse();
    assertThat(first.fits("cam-1", null, "mqtt")).isFalse();
    assertThat(first.fits("cam-1", "eu-west", "http")).isFalse();
    assertThat(limits.rules().get(1).rate()).isEqualTo(new Limits.Rate(10, 10));
    assertThat(limits.rules().get(1).fits("any", null, "coap")).isTrue();
  }

  @Test
  void nameEverythingThatIsWrong() {
    assertThatThrownBy(
            () ->
                read(
                    """
                    gatway: {rate: 1}
                    devices:
                      - {device: a, rate: -1}
                      - {device: a, protocol: amqp, rate: 1, brust: 2}
                    """))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("limits.yaml:1: limits are for gateway or devices")
        .hasMessageContaining("limits.yaml:3: rate must be messages a second, more than 0")
        .hasMessageContaining("limits.yaml:4: protocol must be mqtt, coap or http")
        .hasMessageContaining("no \"brust\"; did you mean burst?");
  }

  private Limits read(String yaml) throws IOException {
    return Limits.read(Files.writeString(directory.resolve("limits.yaml"), yaml));
  }
}
