package dev.tributary.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostsTest {
  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, 127.0.0.1",
    "0.0.0.0, 127.0.0.1",
    "::, [::1]",
    "::1, [::1]",
    "[fe80::1], [fe80::1]",
    "gateway.local, gateway.local"
  })
  void writeAHostInAUrl(String host, String expected) {
    assertThat(Hosts.inUrl(host)).isEqualTo(expected);
  }
}
