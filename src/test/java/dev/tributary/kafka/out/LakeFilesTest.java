package dev.tributary.kafka.out;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LakeFilesTest {
  private static final long TIMESTAMP = 1_795_651_200_000L;

  private final LakeFiles files = new LakeFiles();

  @Test
  void areOfOneKindAndOneHourOfReceipt() throws IOException {
    String early = event("temperature", "2026-11-26T00:59:59.999Z", 1);
    String late = event("temperature", "2026-11-26T01:00:00Z", 2);
    String other = event("humidity", "2026-11-26T00:30:00Z", 3);
    String again = event("temperature", "2026-11-26T00:59:59Z", 4);

    assertThat(written(List.of(early, late, other, again), 7))
        .containsOnly(
            Map.entry("temperature/2026-11-26T00/iot.t-3-7.ndjson.gz", early + "\n" + again + "\n"),
            Map.entry("temperature/2026-11-26T01/iot.t-3-8.ndjson.gz", late + "\n"),
            Map.entry("humidity/2026-11-26T00/iot.t-3-9.ndjson.gz", other + "\n"));
  }

  @Test
  void alertsAndWhatHasNoKindAreApart() throws IOException {
    assertThat(
            written(
                    List.of(
                        "{\"alert\":\"humid\",\"kind\":\"humidity\",\"state\":\"firing\"}", "{}"),
                    0)
                .keySet())
        .containsExactlyInAnyOrder(
            "alert/2026-11-26T00/iot.t-3-0.ndjson.gz", "other/2026-11-26T00/iot.t-3-1.ndjson.gz");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../x", "..", "a/b", "Ä", "A", ""})
  void noKindLeadsElsewhere(String kind) throws IOException {
    assertThat(written(List.of(event(kind, "2026-11-26T00:00:00Z", 1)), 0).keySet())
        .containsExactly("other/2026-11-26T00/iot.t-3-0.ndjson.gz");
  }

  @Test
  void aTombstoneIsNoLine() throws IOException {
    OutRecord tombstone =
        new OutRecord(new ConsumerRecord<>("iot.t", 3, 0, new byte[0], (byte[]) null));

    assertThat(files.of(List.of(tombstone))).isEmpty();
  }

  @Test
  void aTimeThatIsNoneIsWhenKafkaGotIt() throws IOException {
    assertThat(written(List.of(event("x", "yesterday", 1)), 0).keySet())
        .containsExactly("x/2026-11-26T00/iot.t-3-0.ndjson.gz");
  }

  @Test
  void aRecordIsOneLineAndKeepsItsDigits() throws IOException {
    assertThat(written(List.of("{\"kind\":\"x\",\"value\":21.50}"), 0))
        .containsValue("{\"kind\":\"x\",\"value\":21.50}\n");
    assertThat(written(List.of("{\n  \"kind\": \"x\",\r\n  \"value\": 1\n}"), 0))
        .containsValue("{\"kind\":\"x\",\"value\":1}\n");
  }

  /** A crash comes between the files of a list and the commit; the lists behind it are others. */
  @Test
  void whateverListsComeAgainTheStoreHoldsEachRecordOnce() throws IOException {
    Random random = new Random(20_261_126);
    for (int round = 0; round < 300; round++) {
      int count = 1 + random.nextInt(60);
      List<String> records = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        records.add(
            event(
                random.nextBoolean() ? "a" : "b",
                "2026-11-26T0" + random.nextInt(3) + ":00:00Z",
                i));
      }
      Map<String, String> store = new HashMap<>();
      int committed = 0;
      while (committed < count) {
        int end = committed + 1 + random.nextInt(count - committed);
        Map<String, String> list = written(records.subList(committed, end), committed);
        if (random.nextInt(3) > 0) {
          store.putAll(list);
          committed = end;
        } else {
          // killed after some of the files
          list.entrySet().stream()
              .limit(random.nextInt(list.size() + 1))
              .forEach(file -> store.put(file.getKey(), file.getValue()));
        }
      }
      assertThat(String.join("", store.values()).lines())
          .containsExactlyInAnyOrderElementsOf(records);
    }
  }

  private Map<String, String> written(List<String> values, long firstOffset) throws IOException {
    List<OutRecord> list = new ArrayList<>();
    for (String value : values) {
      list.add(record(value, firstOffset + list.size()));
    }
    Map<String, String> written = new HashMap<>();
    for (Map<String, Object> file : files.of(list)) {
      try (GZIPInputStream content =
          new GZIPInputStream(new ByteArrayInputStream((byte[]) file.get("content")))) {
        written.put((String) file.get("name"), new String(content.readAllBytes(), UTF_8));
      }
    }
    return written;
  }

  private static OutRecord record(String value, long offset) {
    byte[] bytes = value.getBytes(UTF_8);
    return new OutRecord(
        new ConsumerRecord<>(
            "iot.t",
            3,
            offset,
            TIMESTAMP,
            TimestampType.CREATE_TIME,
            0,
            bytes.length,
            new byte[0],
            bytes,
            new RecordHeaders(),
            Optional.empty()));
  }

  private static String event(String kind, String received, int value) {
    return "{\"kind\":\"%s\",\"received\":\"%s\",\"value\":%d}".formatted(kind, received, value);
  }
}
