package dev.tributary.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The table of docs/sizing.md is what its own figures come to. */
class SizingPageTest {
  private static final Pattern ROW = Pattern.compile("(?m)^\\| ([\\d,]+) \\| .*\\|$");
  private static final int MESSAGES_PER_CORE = 7_000;
  private static final int RECORDS_PER_PARTITION = 10_000;
  private static final long RECORD_BYTES = 100;
  private static final int SHIPPED_PARTITIONS = 6;

  @Test
  void calculatesRight() throws IOException {
    String page = Files.readString(Path.of("docs/sizing.md"));
    List<String> rows = new ArrayList<>();
    for (Matcher row = ROW.matcher(page); row.find(); ) {
      rows.add(row.group());
    }

    assertThat(rows)
        .containsExactlyElementsOf(
            LongStream.of(10_000, 100_000, 1_000_000, 10_000_000)
                .mapToObj(SizingPageTest::row)
                .toList());
  }

  private static String row(long devices) {
    double messages = devices / 60.0;
    double records = messages * 3;
    long cores = (long) Math.ceil(messages / MESSAGES_PER_CORE);
    long partitions =
        Math.max(SHIPPED_PARTITIONS, (long) Math.ceil(records / RECORDS_PER_PARTITION));
    double terabytes = records * 86_400 * RECORD_BYTES * 7 * 3 / 1e12;
    return String.format(
        Locale.ROOT,
        "| %,d | %,d | %,d | %d | %d | %d | %s TB |",
        devices,
        Math.round(messages),
        Math.round(records),
        cores,
        (cores + 1) / 2,
        partitions,
        terabytes < 1 ? String.format(Locale.ROOT, "%.1f", terabytes) : Math.round(terabytes));
  }

  @Test
  void namesThePartitionsThatAreShipped() throws IOException {
    assertThat(Files.readString(Path.of("routes/topics.yaml")))
        .contains("\"*\":\n  partitions: %d\n".formatted(SHIPPED_PARTITIONS));
  }
}
