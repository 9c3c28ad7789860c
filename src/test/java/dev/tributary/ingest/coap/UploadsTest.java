package dev.tributary.ingest.coap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.contract.Reason;
import dev.tributary.contract.Rejection;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.californium.core.coap.BlockOption;
import org.junit.jupiter.api.Test;

class UploadsTest {
  private static final int BLOCK = 1024;
  private static final int MAX_PAYLOAD = 16 * BLOCK;
  private static final int ROOM = 4;

  private final AtomicLong now = new AtomicLong();
  private final Uploads uploads =
      new Uploads(MAX_PAYLOAD, (long) ROOM * Uploads.LEAST_BYTES, now::get);

  @Test
  void putsBlocksTogether() throws Exception {
    assertThat(block("a", 0, true)).isNull();
    assertThat(block("b", 0, true)).isNull();
    assertThat(block("a", 1, true)).isNull();
    assertThat(uploads.add("a", new BlockOption(6, false, 2), 50, new byte[] {1}))
        .hasSize(2 * BLOCK + 1)
        .endsWith(1);
    assertThat(uploads.size()).isEqualTo(1);
  }

  @Test
  void startsAgainAtTheFirstBlock() throws Exception {
    block("a", 0, true);
    block("a", 1, true);

    assertThat(block("a", 0, true)).isNull();
    assertThat(block("a", 1, false)).hasSize(2 * BLOCK);
  }

  @Test
  void takesBlocksThatGetSmaller() throws Exception {
    block("a", 0, true);

    assertThat(uploads.add("a", new BlockOption(4, true, 4), 50, new byte[256])).isNull();
    assertThat(uploads.add("a", new BlockOption(4, false, 5), 50, new byte[9])).hasSize(1289);
  }

  @Test
  void refusesABlockThatContinuesNothing() throws Exception {
    assertThatThrownBy(() -> block("a", 1, true)).hasMessageContaining("block 1");
    block("a", 0, true);
    assertThatThrownBy(() -> block("a", 2, true)).hasMessageContaining("byte 1024");
    assertThat(uploads.size()).isZero();
  }

  @Test
  void refusesAnotherFormatAndAHalfBlockInTheMiddle() throws Exception {
    block("a", 0, true);
    assertThatThrownBy(() -> uploads.add("a", new BlockOption(6, true, 1), 60, new byte[BLOCK]))
        .hasMessageContaining("Content-Format");
    assertThatThrownBy(() -> uploads.add("a", new BlockOption(6, true, 0), 50, new byte[9]))
        .hasMessageContaining("has 9");
  }

  @Test
  void refusesMoreThanAPayloadMayHave() throws Exception {
    for (int n = 0; n < 16; n++) {
      block("a", n, true);
    }

    assertThatThrownBy(() -> block("a", 16, false))
        .isInstanceOfSatisfying(
            Rejection.class, e -> assertThat(e.reason()).isEqualTo(Reason.TOO_LARGE));
    assertThat(uploads.size()).isZero();
  }

  @Test
  void asksToTryAgainWhileItIsFull() throws Exception {
    for (int n = 0; n < ROOM; n++) {
      block("sender-" + n, 0, true);
    }

    assertThatThrownBy(() -> block("another", 0, true))
        .isInstanceOfSatisfying(
            Rejection.class,
            e -> {
              assertThat(e.reason()).isEqualTo(Reason.OVERLOADED);
              assertThat(e.retryAfter()).isPositive();
            });
    assertThat(block("sender-0", 1, false)).hasSize(2 * BLOCK);
    assertThat(block("another", 0, true)).isNull();
  }

  @Test
  void makesRoomOfTheIdle() throws Exception {
    for (int n = 0; n < ROOM; n++) {
      block("sender-" + n, 0, true);
    }
    passes(Uploads.BETWEEN_BLOCKS.minusSeconds(1));
    block("sender-0", 1, true);
    passes(Duration.ofSeconds(2));

    assertThat(block("another", 0, true)).isNull();
    assertThat(uploads.size()).isEqualTo(2);
    assertThat(block("sender-0", 2, false)).hasSize(3 * BLOCK);
  }

  @Test
  void endsAnUploadThatTricklesIn() throws Exception {
    block("a", 0, true);
    for (int n = 1; n <= 15; n++) {
      passes(Uploads.BETWEEN_BLOCKS);
      block("a", n, true);
    }
    passes(Duration.ofSeconds(1));

    assertThatThrownBy(() -> block("a", 16, false)).hasMessageContaining("15 minutes");
    assertThat(uploads.size()).isZero();
  }

  @Test
  void holdsNothingOfWhatIsThrough() throws Exception {
    for (int n = 0; n < 100; n++) {
      block("sender-" + n, 0, true);
      block("sender-" + n, 1, false);
    }

    assertThat(uploads.size()).isZero();
    assertThat(block("a", 0, true)).isNull();
  }

  private byte[] block(String key, int number, boolean more) throws Uploads.Broken {
    return uploads.add(key, new BlockOption(6, more, number), 50, new byte[BLOCK]);
  }

  private void passes(Duration time) {
    now.addAndGet(time.toNanos());
  }
}
