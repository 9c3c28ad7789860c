package dev.tributary.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.contract.Rejection;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ItemSplitterTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 1000})
  void cutAnArrayWhereverItsPiecesEnd(int piece) {
    String array = " [ {\"a\":\"]},{\\\"\"} ,\n[1,[2]],\"x,y\", 3 , null,{\"ü\":[]}]\n";

    assertThat(items(new ArraySplitter(100), array, piece))
        .containsExactly("{\"a\":\"]},{\\\"\"} ", "[1,[2]]", "\"x,y\"", "3 ", "null", "{\"ü\":[]}");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 1000})
  void cutLinesWhereverTheirPiecesEnd(int piece) {
    assertThat(items(new LineSplitter(100), "\n{\"a\":1}\r\n\r\n  {\"b\":2}\n[3]", piece))
        .containsExactly("{\"a\":1}", "{\"b\":2}", "[3]");
  }

  @Test
  void takeAnEmptyBatch() {
    assertThat(items(new ArraySplitter(10), "[ ]", 1)).isEmpty();
    assertThat(items(new LineSplitter(10), "\n \n", 1)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "{}", "[1", "[1,", "[\"a]", "[1}", "[1 2", "[,1]", "[1,,2]", "[1,]", "[1]2"})
  void refuseWhatIsNoArray(String broken) {
    assertThatThrownBy(() -> items(new ArraySplitter(10), broken, 3))
        .isInstanceOf(Rejection.class)
        .hasMessageStartingWith("the batch must be a JSON array, but ");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 1000})
  void dropAnItemThatIsTooLargeAndGoOn(int piece) {
    String large = "\"" + "x".repeat(50) + "\"";

    assertThat(items(new ArraySplitter(10), "[1," + large + ",2]", piece))
        .containsExactly("1", "too large", "2");
    assertThat(items(new LineSplitter(10), "1\n" + large + "\n2", piece))
        .containsExactly("1", "too large", "2");
  }

  /** Ten times what 256 KiB may cost, as for payloads; what is quadratic costs more. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "[",
        "{",
        "\"",
        "\\",
        "\"\\",
        "]",
        ",",
        "1,",
        "1\n",
        "\n",
        " ",
        "{}",
        "{},",
        "{}\n",
        "{\"a\":",
        "x",
        "é",
        "{\"a\":1},",
        "{\"a\":1}\n",
        "{\"device\":\"d\"},",
        "1e9,",
        "[[],",
        "\r\n \t"
      })
  void costLittleForTheLengthOfABatch(String part) {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    int size = 256 * 1024;
    String body = part.repeat(size / part.length());
    for (int piece : new int[] {1, 1400, size}) {
      for (boolean array : new boolean[] {true, false}) {
        long begun = threads.getCurrentThreadCpuTime();
        ItemSplitter splitter = array ? new ArraySplitter(size) : new LineSplitter(size);
        try {
          for (String item : items(splitter, array ? "[" + body : body, piece)) {
            ItemDevice.of(item.getBytes(StandardCharsets.UTF_8));
          }
        } catch (Rejection broken) {
          assertThat(array).isTrue();
        }
        assertThat(threads.getCurrentThreadCpuTime() - begun)
            .as("nanoseconds of CPU in pieces of %d", piece)
            .isLessThan(500_000_000);
      }
    }
  }

  private static List<String> items(ItemSplitter splitter, String text, int piece) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    List<String> items = new ArrayList<>();
    for (int from = 0; from < bytes.length; from += piece) {
      int length = Math.min(piece, bytes.length - from);
      byte[] next = new byte[length];
      System.arraycopy(bytes, from, next, 0, length);
      splitter.feed(next, length);
      take(splitter, items);
    }
    splitter.complete();
    take(splitter, items);
    return items;
  }

  private static void take(ItemSplitter splitter, List<String> items) {
    for (byte[] item = splitter.next(); item != null; item = splitter.next()) {
      items.add(
          item == ItemSplitter.TOO_LARGE ? "too large" : new String(item, StandardCharsets.UTF_8));
    }
  }
}
