package dev.tributary.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.contract.Reason;
import dev.tributary.contract.Rejection;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InflationTest {
  private static final byte[] PLAIN =
      "{\"temperature\":21.5}".repeat(1000).getBytes(StandardCharsets.UTF_8);

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 9, 100_000})
  void inflateWhateverTheSizeOfThePieces(int piece) throws Exception {
    assertThat(inflate(Compressed.gzip(PLAIN), ContentCoding.GZIP, piece)).isEqualTo(PLAIN);
    assertThat(inflate(Compressed.deflate(PLAIN, false), ContentCoding.DEFLATE, piece))
        .isEqualTo(PLAIN);
    assertThat(inflate(Compressed.deflate(PLAIN, true), ContentCoding.DEFLATE, piece))
        .isEqualTo(PLAIN);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 100_000})
  void inflateMembersOneBehindTheOther(int piece) throws Exception {
    ByteArrayOutputStream members = new ByteArrayOutputStream();
    ByteArrayOutputStream plain = new ByteArrayOutputStream();
    for (int i = 0; i < 20; i++) {
      byte[] part = Arrays.copyOf(PLAIN, i % 2 * (i + 100));
      members.writeBytes(Compressed.gzip(part));
      plain.writeBytes(part);
    }
    byte[] body = members.toByteArray();

    assertThat(inflate(body, ContentCoding.GZIP, piece)).isEqualTo(plain.toByteArray());
    assertThat(Inflation.all(body, ContentCoding.GZIP, 1 << 20, share()))
        .isEqualTo(plain.toByteArray());
    body[body.length - 1] ^= 1;
    assertThatThrownBy(() -> inflate(body, ContentCoding.GZIP, piece))
        .isInstanceOf(Rejection.class);
  }

  @Test
  void refuseWhatFollowsTheEndOfDeflate() throws Exception {
    byte[] body = Compressed.deflate(PLAIN, false);
    byte[] longer = Arrays.copyOf(body, body.length + 1);

    assertThatThrownBy(() -> inflate(longer, ContentCoding.DEFLATE, 100_000))
        .isInstanceOf(Rejection.class);
  }

  @Test
  void countMembersTogetherAgainstTheLimit() throws Exception {
    ByteArrayOutputStream members = new ByteArrayOutputStream();
    for (int i = 0; i < 17; i++) {
      members.writeBytes(Compressed.gzip(new byte[1024]));
    }
    byte[] body = members.toByteArray();

    assertThatThrownBy(() -> Inflation.all(body, ContentCoding.GZIP, 16 * 1024, share()))
        .isInstanceOfSatisfying(
            Rejection.class, e -> assertThat(e.reason()).isEqualTo(Reason.TOO_LARGE));
  }

  @Test
  void readAHeaderWithAllItsFields() throws Exception {
    byte[] plain = Compressed.gzip(PLAIN);
    ByteArrayOutputStream full = new ByteArrayOutputStream();
    full.writeBytes(new byte[] {0x1f, (byte) 0x8b, 8, 4 | 8 | 16 | 2, 0, 0, 0, 0, 0, 0});
    full.writeBytes(new byte[] {3, 0, 7, 7, 7, 'n', 0, 'c', 'c', 0, 1, 2});
    full.write(plain, 10, plain.length - 10);

    assertThat(inflate(full.toByteArray(), ContentCoding.GZIP, 1)).isEqualTo(PLAIN);
  }

  @Test
  void refuseWhatIsBroken() throws Exception {
    byte[] good = Compressed.gzip(PLAIN);
    byte[] wrongSum = good.clone();
    wrongSum[good.length - 6] ^= 1;
    byte[] wrongData = good.clone();
    wrongData[good.length / 2] ^= 0x55;
    byte[] longer = Arrays.copyOf(good, good.length + 1);

    for (byte[] broken :
        new byte[][] {
          {},
          "{}".getBytes(StandardCharsets.UTF_8),
          Arrays.copyOf(good, good.length - 1),
          wrongSum,
          wrongData,
          longer
        }) {
      assertThatThrownBy(() -> Inflation.all(broken, ContentCoding.GZIP, 1 << 20, share()))
          .isInstanceOfSatisfying(
              Rejection.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNREADABLE));
    }
    assertThatThrownBy(
            () ->
                Inflation.all(
                    "no".getBytes(StandardCharsets.UTF_8), ContentCoding.DEFLATE, 1 << 20, share()))
        .isInstanceOf(Rejection.class);
  }

  @Test
  void stopABombAtTheLimit() throws Exception {
    byte[] bomb = Compressed.gzip(new byte[64 << 20]);

    assertThatThrownBy(() -> Inflation.all(bomb, ContentCoding.GZIP, 16 * 1024, share()))
        .isInstanceOfSatisfying(
            Rejection.class, e -> assertThat(e.reason()).isEqualTo(Reason.TOO_LARGE));
  }

  private static ReceiveBudget.Share share() {
    return new ReceiveBudget(1 << 20).share();
  }

  private static byte[] inflate(byte[] compressed, ContentCoding coding, int piece) {
    ByteArrayOutputStream plain = new ByteArrayOutputStream();
    byte[] part = new byte[777];
    try (Inflation inflation = new Inflation(coding)) {
      for (int from = 0; from < compressed.length; from += piece) {
        inflation.feed(
            Arrays.copyOfRange(compressed, from, Math.min(compressed.length, from + piece)));
        for (int n = inflation.read(part); n > 0; n = inflation.read(part)) {
          plain.write(part, 0, n);
        }
      }
      inflation.end();
    }
    return plain.toByteArray();
  }
}
