package dev.tributary.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.normalize.WorstCases;
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

  @Test
  void findItBehindAByteOrderMark() {
    assertThat(of("\uFEFF{\"device\":\"a\"}")).isEqualTo("a");
  }

  /** A parser's table of names that all share would remember the first for ever. */
  @Test
  void readNamesWhateverNamesCameBefore() {
    StringBuilder hostile = new StringBuilder("{\"t\":1");
    WorstCases.namesCollidingWithHumidity()
        .forEach(name -> hostile.append(",\"").append(name).append("\":1"));
    of(hostile + "}");
    assertThat(of("{\"humidity\":40,\"device\":\"a\"}")).isEqualTo("a");
  }

  private static String of(String item) {
    return ItemDevice.of(item.getBytes(StandardCharsets.UTF_8));
  }
}
