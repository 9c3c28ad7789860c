package dev.tributary.kafka.out;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.spi.DataFormat;
import org.apache.camel.support.service.ServiceSupport;

/**
 * Writes records as lines of the InfluxDB line protocol, with times in ms. A record without a value
 * that a line can have makes none.
 */
public final class LineProtocol extends ServiceSupport implements DataFormat {
  private static final String ALERT = "alert";
  private static final String SPECIAL = ", =";

  private List<String> tags = List.of("device_id", "key", "region", "unit");
  private boolean texts = true;

  /**
   * The members that become tags, joined by commas; {@code attributes.site} is one inside another.
   */
  public void setTags(String names) {
    tags = List.of(names.strip().split("\\s*,\\s*"));
  }

  /** Whether texts are written, as string fields. */
  public void setTexts(boolean texts) {
    this.texts = texts;
  }

  @Override
  public void marshal(Exchange exchange, Object body, OutputStream stream) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (Object record : body instanceof Iterable<?> list ? list : List.of(body)) {
      if (!(record instanceof Map<?, ?> members)) {
        throw new IllegalArgumentException(
            "lines are made of records that out: gave but the body holds "
                + record.getClass().getSimpleName());
      }
      append(lines, members);
    }
    stream.write(lines.toString().getBytes(UTF_8));
  }

  @Override
  public Object unmarshal(Exchange exchange, InputStream stream) {
    throw new UnsupportedOperationException("lines are only written");
  }

  private void append(StringBuilder lines, Map<?, ?> record) {
    StringBuilder fields = new StringBuilder();
    boolean alert = record.containsKey(ALERT) && record.containsKey("state");
    if (alert) {
      field(fields, "firing", "firing".equals(record.get("state")));
    } else {
      fields(fields, record.get("value"));
    }
    if (fields.isEmpty()) {
      return;
    }
    name(lines, alert ? ALERT : String.valueOf(record.get("kind")).replace('.', '_'));
    if (alert) {
      tag(lines, ALERT, record.get(ALERT));
      tag(lines, "severity", record.get("severity"));
    }
    for (String tag : tags) {
      tag(lines, tag, member(record, tag));
    }
    lines.append(' ').append(fields);
    long time = time(record);
    if (time >= 0) {
      lines.append(' ').append(time);
    }
    lines.append('\n');
  }

  private static Object member(Map<?, ?> record, String path) {
    Object found = record;
    for (String name : path.split("\\.")) {
      found = found instanceof Map<?, ?> members ? members.get(name) : null;
    }
    return found;
  }

  private void fields(StringBuilder fields, Object value) {
    if (value instanceof Map<?, ?> members) {
      members.forEach((name, member) -> field(fields, String.valueOf(name), member));
    } else {
      field(fields, value instanceof String ? "text" : "value", value);
    }
  }

  private void field(StringBuilder fields, String name, Object value) {
    boolean number = value instanceof Number n && Double.isFinite(n.doubleValue());
    boolean text = texts && value instanceof String;
    if (name.isEmpty() || !(number || text || value instanceof Boolean)) {
      return;
    }
    if (!fields.isEmpty()) {
      fields.append(',');
    }
    name(fields, name);
    fields.append('=');
    if (text) {
      fields.append('"').append(quoted(value.toString())).append('"');
    } else {
      fields.append(number ? value : value.equals(true) ? "1" : "0");
    }
  }

  private static String quoted(String text) {
    return text.replaceAll("[\\r\\n]+", " ").replace("\\", "\\\\").replace("\"", "\\\"");
  }

  private static void tag(StringBuilder lines, String name, Object value) {
    String text = value instanceof Map<?, ?> || value == null ? "" : value.toString();
    if (!text.isEmpty()) {
      lines.append(',');
      name(lines, name);
      lines.append('=');
      name(lines, text);
    }
  }

  /**
   * A name, or the value of a tag. A backslash that an escape could be mistaken for, which servers
   * read differently, and control characters, which end lines, are percent-encoded.
   */
  private static void name(StringBuilder out, String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      char next = i + 1 < name.length() ? name.charAt(i + 1) : ' ';
      if (c < ' ' || (c == '\\' && (next == '\\' || next < ' ' || SPECIAL.indexOf(next) >= 0))) {
        out.append("%%%02X".formatted((int) c));
      } else {
        if (SPECIAL.indexOf(c) >= 0) {
          out.append('\\');
        }
        out.append(c);
      }
    }
  }

  /** Milliseconds; where the record has no time, when Kafka got it; -1 where nobody knows. */
  private static long time(Map<?, ?> record) {
    try {
      return Instant.parse(String.valueOf(record.get("time"))).toEpochMilli();
    } catch (DateTimeException | ArithmeticException e) {
      return record instanceof OutRecord stored ? stored.source().timestamp() : -1;
    }
  }
}
