package dev.tributary.replay;

import dev.tributary.contract.Address;
import dev.tributary.contract.AddressTemplates;
import dev.tributary.contract.Arrival;
import dev.tributary.contract.Protocol;
import dev.tributary.contract.Reason;
import dev.tributary.text.Printable;
import dev.tributary.text.PrintableHeaders;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** A record of the dead-letter or throttled topic, read back. */
public final class StoredMessage {
  /** What the headers with the user properties of MQTT begin with. */
  private static final String PROPERTY = "mqtt_";

  private final ConsumerRecord<byte[], byte[]> record;

  /** The headers that are not as the sender wrote them. */
  private final Set<String> escaped;

  public StoredMessage(ConsumerRecord<byte[], byte[]> record) {
    this.record = record;
    String names = text(PrintableHeaders.ESCAPED);
    this.escaped = names == null ? Set.of() : Set.copyOf(Arrays.asList(names.split(",")));
  }

  /** One line for an operator. */
  @Override
  public String toString() {
    return Printable.line(
        "%s %s %s device %s, %d bytes: %s"
            .formatted(
                received(), reason(), address(), device(), size(), header("tributary_detail")));
  }

  public int partition() {
    return record.partition();
  }

  public long offset() {
    return record.offset();
  }

  /** The bytes as they came, as far as they are stored. */
  public byte[] payload() {
    return record.value() == null ? new byte[0] : record.value();
  }

  /** All headers, those of a sender as it wrote them. */
  public Map<String, String> headers() {
    Map<String, String> headers = new LinkedHashMap<>();
    for (Header header : record.headers()) {
      headers.put(header.key(), header(header.key()));
    }
    return headers;
  }

  public Reason reason() {
    String word = header("tributary_reason");
    return word == null ? null : Reason.of(word);
  }

  public String device() {
    return header("tributary_device");
  }

  public String address() {
    return header("tributary_address");
  }

  public int size() {
    return record.value() == null ? 0 : record.value().length;
  }

  public Instant received() {
    String text = header("tributary_received");
    try {
      return text == null ? Instant.ofEpochMilli(record.timestamp()) : Instant.parse(text);
    } catch (DateTimeException e) {
      return Instant.ofEpochMilli(record.timestamp());
    }
  }

  public int replayed() {
    return number("tributary_replayed", 0);
  }

  private Integer number(String name, Integer otherwise) {
    String text = header(name);
    try {
      return text == null ? otherwise : Integer.valueOf(text);
    } catch (NumberFormatException e) {
      return otherwise;
    }
  }

  /** Whether it holds all that is needed to send it again. */
  public boolean isWhole() {
    return record.value() != null
        && header("tributary_truncated") == null
        && address() != null
        && protocol() != null;
  }

  /** The message as it arrived, once more. */
  public Arrival arrival(AddressTemplates templates) {
    Address matched = templates.match(address()).orElse(null);
    Address address =
        new Address(
            address(),
            matched != null && matched.device() != null ? matched.device() : device(),
            matched != null && matched.region() != null
                ? matched.region()
                : header("tributary_region"),
            matched == null ? null : matched.kind(),
            matched == null ? null : matched.gateway());
    return new Arrival(
        protocol(),
        address,
        record.value(),
        header("tributary_content_type"),
        header("tributary_message_id"),
        received(),
        false,
        properties(),
        header("traceparent"),
        replayed() + 1,
        number("tributary_index", null),
        null,
        header("tributary_message_key"),
        null,
        record.value().length);
  }

  private Protocol protocol() {
    String word = header("tributary_protocol");
    return word == null ? null : Protocol.of(word.toLowerCase(Locale.ROOT)).orElse(null);
  }

  private Map<String, String> properties() {
    Map<String, String> properties = new LinkedHashMap<>();
    for (Header header : record.headers()) {
      if (header.key().startsWith(PROPERTY) && header.value() != null) {
        properties.put(header.key().substring(PROPERTY.length()), header(header.key()));
      }
    }
    return properties.isEmpty() ? null : properties;
  }

  /** As the sender wrote it, or null. */
  public String header(String name) {
    String text = text(name);
    return text != null && escaped.contains(name) ? Printable.original(text) : text;
  }

  private String text(String name) {
    Header header = record.headers().lastHeader(name);
    return header == null || header.value() == null
        ? null
        : new String(header.value(), StandardCharsets.UTF_8);
  }
}
