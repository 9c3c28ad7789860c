package dev.tributary.kafka.out;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.apache.camel.Body;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Makes files of a list: one for each kind and hour of receipt, of JSON lines packed with gzip. It
 * is called after its first offset. So whatever lists the same records come in again, from the
 * first of a list on, each file that was written before is written once more under its name.
 */
public final class LakeFiles {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final DateTimeFormatter HOUR =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH").withZone(ZoneOffset.UTC);
  private static final Pattern KIND = Pattern.compile("[a-z0-9_.]{1,100}");
  private static final String ALERT = "alert";

  /** The files of a list, each with its name and its content. */
  public List<Map<String, Object>> of(@Body List<OutRecord> list) throws IOException {
    Map<String, List<OutRecord>> folders = new LinkedHashMap<>();
    for (OutRecord record : list) {
      // a tombstone is no line
      if (record.source().value() != null) {
        folders.computeIfAbsent(folder(record), unknown -> new ArrayList<>()).add(record);
      }
    }
    List<Map<String, Object>> files = new ArrayList<>();
    for (Map.Entry<String, List<OutRecord>> folder : folders.entrySet()) {
      ConsumerRecord<byte[], byte[]> first = folder.getValue().get(0).source();
      String name =
          "%s/%s-%d-%d.ndjson.gz"
              .formatted(folder.getKey(), first.topic(), first.partition(), first.offset());
      files.add(Map.of("name", name, "content", packed(folder.getValue())));
    }
    return files;
  }

  private static String folder(OutRecord record) {
    return kind(record) + "/" + HOUR.format(received(record));
  }

  private static String kind(OutRecord record) {
    if (record.get(ALERT) instanceof String) {
      return ALERT;
    }
    return record.get("kind") instanceof String kind
            && KIND.matcher(kind).matches()
            && !kind.startsWith(".")
        ? kind
        : "other";
  }

  /** Where a record does not say it, when Kafka got it. */
  private static Instant received(OutRecord record) {
    try {
      if (record.get("received") instanceof String received) {
        return OffsetDateTime.parse(received).toInstant();
      }
    } catch (DateTimeException e) {
      return Instant.ofEpochMilli(record.source().timestamp());
    }
    return Instant.ofEpochMilli(record.source().timestamp());
  }

  private static byte[] packed(List<OutRecord> records) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream packed = new GZIPOutputStream(bytes)) {
      for (OutRecord record : records) {
        packed.write(line(record));
        packed.write('\n');
      }
    }
    return bytes.toByteArray();
  }

  /** As it was stored, unless that is more than one line. */
  private static byte[] line(OutRecord record) throws IOException {
    byte[] value = record.source().value();
    for (byte each : value) {
      if (each == '\n' || each == '\r') {
        return JSON.writeValueAsBytes(JSON.readTree(value));
      }
    }
    return value;
  }
}
