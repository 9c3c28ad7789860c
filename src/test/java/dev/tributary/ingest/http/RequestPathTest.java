package dev.tributary.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.contract.Address;
import dev.tributary.contract.Rejection;
import java.util.Set;
import org.apache.camel.component.platform.http.spi.Method;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestPathTest {
  private static final ServedPath SERVED =
      ServedPath.of("v1/devices/{device}/telemetry", Set.of(Method.POST), null);

  @Test
  void decodeASegmentOnce() {
    assertThat(device("/v1/devices/caf%C3%A9%20%2541/telemetry")).isEqualTo("café %41");
    assertThat(device("/v1/devices/a+b/telemetry")).isEqualTo("a+b");
  }

  @Test
  void keepADecodedSlashInsideItsSegment() {
    assertThat(device("/v1/devices/a%2Fb/telemetry")).isEqualTo("a/b");
    assertThat(SERVED.match(RequestPath.of("/v1%2Fdevices/a/telemetry"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/devices/a/telemetry/",
        "/v1//devices/a/telemetry",
        "/devices/a/telemetry",
        "/devices/a/telemetry/x",
        "/",
        "",
        "*",
        "/v1",
        "/v1/"
      })
  void matchNothingElse(String path) {
    assertThat(SERVED.match(RequestPath.of(path))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"%", "%4", "%zz", "%C3", "%FF", "%C0%AF", "%ED%A0%80"})
  void refuseWhatIsNotPercentEncodedUtf8(String device) {
    assertThatThrownBy(() -> RequestPath.of("/v1/devices/" + device + "/telemetry"))
        .isInstanceOf(Rejection.class);
  }

  private static String device(String path) {
    return SERVED.match(RequestPath.of(path)).map(Address::device).orElseThrow();
  }
}
