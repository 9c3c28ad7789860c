package dev.tributary.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.normalize.FuzzInput;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Not guided by coverage, as src/test/fuzz/run.sh is, but in every build. {@code
 * -Dfolder.fuzz=100000} is the long run; {@code -Dfolder.fuzz.seed=N} repeats one.
 */
class FuzzFolderTest {
  private static final int INPUTS = Integer.getInteger("folder.fuzz", 66);
  private static final long SEED = Long.getLong("folder.fuzz.seed", System.nanoTime());
  private static final List<String> PIECES =
      List.of(
          "\n",
          "\r\n",
          " ",
          "  ",
          "\t",
          ":",
          "- ",
          "\"",
          "'",
          "{",
          "}",
          "[",
          "]",
          "&a ",
          "*a",
          "<<: ",
          "|\n",
          ">\n",
          "? ",
          "!!float ",
          "!!binary ",
          "---\n",
          "#",
          "\u0000",
          "\u00ff",
          "\\u",
          "1e999999999",
          "-1",
          "0x",
          ".inf",
          ".nan",
          "null",
          "{{a}}",
          "{{",
          "${",
          "${body",
          "direct:a",
          "kafka:x",
          "steps:\n",
          "route:\n",
          "from:\n",
          "(a+)+$",
          "$ref",
          "def f(x) f(x)\n",
          "let a = ",
          "import \"a\" as a\n",
          "{\"$ref\":\"#\"}",
          "2.5h",
          "99999999999999999999",
          "%s",
          "../",
          "/");

  @Test
  void nameWhatIsWrongInWhateverStandsInAFile() throws Exception {
    Random random = new Random(SEED);
    try (FuzzFolder folder = new FuzzFolder()) {
      folder.requireSound();
      for (int i = 0; i < INPUTS; i++) {
        int way = i % FuzzFolder.ways();
        List<byte[]> seeds = FuzzFolder.seeds(way);
        byte[] input = mutated(seeds.get(random.nextInt(seeds.size())), random);
        check(folder, way, input);
      }
      assertThat(folder.check(0, "- route:\n    id: [".getBytes(StandardCharsets.UTF_8)))
          .isNotEmpty();
    }
  }

  private static void check(FuzzFolder folder, int way, byte[] input) {
    try {
      new FuzzInput(way, input).check(FuzzFolderTest::cpuNanos, () -> folder.check(way, input));
    } catch (Exception | Error e) {
      throw new AssertionError(
          "seed %d, way %d, %s".formatted(SEED, way, HexFormat.of().formatHex(input)), e);
    }
  }

  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static byte[] mutated(byte[] seed, Random random) {
    byte[] input = seed;
    for (int n = random.nextInt(4); n > 0; n--) {
      int from = random.nextInt(input.length + 1);
      int to = Math.min(input.length, from + random.nextInt(1 + random.nextInt(30)));
      byte[] piece =
          switch (random.nextInt(4)) {
            case 0 -> new byte[] {(byte) random.nextInt(256)};
            case 1 -> Arrays.copyOfRange(input, from / 2, from);
            case 2 ->
                PIECES
                    .get(random.nextInt(PIECES.size()))
                    .repeat(1 + random.nextInt(1 + random.nextInt(3000)))
                    .getBytes(StandardCharsets.ISO_8859_1);
            default ->
                PIECES.get(random.nextInt(PIECES.size())).getBytes(StandardCharsets.ISO_8859_1);
          };
      input = FuzzInput.splice(input, from, to, piece);
    }
    return input;
  }
}
