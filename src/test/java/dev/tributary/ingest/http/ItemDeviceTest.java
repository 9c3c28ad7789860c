package dev.tributary.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ItemDeviceTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"device\":\"a\",\"t\":1}",
        "{\"t\":{\"device\":\"b\"},\"device\":\"a\"}",
        "{\"t\":NaN,\"u\":+1,\"v\":.5,\"w\":5.,\"device\":\"a\"}",
      })
  void findWhatAnItemNames(String item) {
    assertThat(of(item)).isEqualTo("a");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"device_id\":\"a\",\"t\":1}",
        "{\"Device\":\"a\"}",
        "{\"device\":7}",
        "{\"device\":null}",
        "{\"x\":{\"device\":\"a\"}}",
      })
  void takeNoOtherMemberForTheDevice(String item) {
    assertThat(of(item)).isEqualTo(ItemDevice.NONE);
  }

  @Test
  void leaveToTheDecoderWhatIsNoObject() {
    assertThat(of("17")).isNull();
    assertThat(of("[{\"device\":\"a\"}]")).isNull();
    assertThat(of("{\"t\":1")).isNull();
  }

  private static String of(String item) {
    return ItemDevice.of(item.getBytes(StandardCharsets.UTF_8));
  }
}
