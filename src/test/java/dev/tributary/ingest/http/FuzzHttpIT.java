package dev.tributary.ingest.http;

import dev.tributary.normalize.FuzzInput;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Not guided by coverage, as src/test/fuzz/run.sh is, but in every build. {@code
 * -Dhttp.fuzz=1000000} is the long run; {@code -Dhttp.fuzz.seed=N} repeats one.
 */
class FuzzHttpIT {
  private static final int INPUTS = Integer.getInteger("http.fuzz", 2_000);
  private static final long SEED = Long.getLong("http.fuzz.seed", System.nanoTime());
  private static final List<String> PIECES =
      List.of(
          "\r\n",
          "\r\n\r\n",
          "\n",
          "\r",
          " ",
          "\t",
          ":",
          ",",
          ";",
          "0\r\n\r\n",
          "5\r\n",
          "{}",
          "\u0000",
          "\u00e4",
          "%2F",
          "%",
          "HTTP/1.0",
          "HTTP/1.1",
          "POST ",
          "HEAD ",
          "chunked",
          "gzip",
          "Transfer-Encoding: chunked\r\n",
          "Transfer-Encoding: x\r\n",
          "Content-Length: 5\r\n",
          "Content-Length: 0\r\n",
          "Host: y\r\n",
          "X: y\r\n z\r\n",
          "Connection: close\r\n",
          "Expect: 100-continue\r\n",
          "Content-Encoding: gzip\r\n",
          "Sec-WebSocket-Key1: 1\r\n",
          "Content-Type: application/x-ndjson\r\n",
          "Content-Type: text/plain; charset=utf-16\r\n");

  @Test
  void answersOrClosesWhateverItIsSent() throws Exception {
    Random random = new Random(SEED);
    List<byte[]> seeds = FuzzHttp.seeds();
    try (FuzzHttp target = new FuzzHttp()) {
      for (byte[] seed : seeds) {
        target.send(seed, 0);
        target.send(seed, 1);
      }
      for (int i = 0; i < INPUTS; i++) {
        byte[] input = mutated(seeds.get(random.nextInt(seeds.size())), random);
        int way = random.nextInt(4) == 0 ? 1 + random.nextInt(20) : 0;
        try {
          target.send(input, way);
        } catch (Exception e) {
          throw new AssertionError(
              "seed %d, way %d, %s".formatted(SEED, way, HexFormat.of().formatHex(input)), e);
        }
      }
    }
  }

  private static byte[] mutated(byte[] seed, Random random) {
    byte[] input = seed;
    for (int n = 1 + random.nextInt(4); n > 0; n--) {
      int from = random.nextInt(input.length + 1);
      int to = Math.min(input.length, from + random.nextInt(1 + random.nextInt(20)));
      byte[] piece =
          switch (random.nextInt(3)) {
            case 0 -> new byte[] {(byte) random.nextInt(256)};
            case 1 -> Arrays.copyOfRange(input, from / 2, from);
            default ->
                PIECES.get(random.nextInt(PIECES.size())).getBytes(StandardCharsets.ISO_8859_1);
          };
      input = FuzzInput.splice(input, from, to, piece);
    }
    return input;
  }
}
