package dev.tributary.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.world.TributaryTest;
import dev.tributary.world.World;
import org.junit.jupiter.api.Test;

/** What the management port shows of credentials that an operator put into an address: nothing. */
@TributaryTest({
  "tributary.otlp.endpoint=http://alice:s3cret@127.0.0.1:1/spans",
  "tributary.otlp.headers=Authorization=s3cret"
})
class CredentialsIT {
  @Test
  void standNowhereOnTheManagementPort(World world) throws Exception {
    String info = world.management("/info").body();

    assertThat(info)
        .contains("http://127.0.0.1:1/spans")
        .contains("tributary.otlp.endpoint must not contain a user name or password");
    for (String path : new String[] {"/info", "/health/ready", "/health/live", "/metrics"}) {
      assertThat(world.management(path).body()).as(path).doesNotContain("s3cret", "alice");
    }
  }
}
