package dev.tributary.publish;

import dev.tributary.contract.Event;
import dev.tributary.contract.EventJson;
import dev.tributary.kafka.Delivery;
import dev.tributary.kafka.Outgoing;
import dev.tributary.kafka.RecordMessage;
import dev.tributary.kafka.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.camel.CamelContext;
import org.apache.camel.Message;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/** Events as Kafka records: the CloudEvents 1.0 Kafka binding in binary mode. */
public final class EventRecords {
  private static final Header SPEC_VERSION = header("ce_specversion", "1.0");
  private static final Header DATA_SCHEMA =
      header("ce_dataschema", "https://tributary.dev/event/1");
  private static final Header JSON = header("content-type", "application/json");
  private static final String UNKNOWN_REGION = "unknown";

  private final CamelContext camel;
  private final Topics topics;
  private final Function<Event, Instant> timestamp;
  private final boolean byRegion;
  private final boolean state;

  /**
   * @param timestamp which of an event's times the record carries
   * @param byRegion whether the region decides the partition
   * @param state whether each event also becomes the last known state of its device and kind
   */
  public EventRecords(
      CamelContext camel,
      Topics topics,
      Function<Event, Instant> timestamp,
      boolean byRegion,
      boolean state) {
    this.camel = camel;
    this.topics = topics;
    this.timestamp = timestamp;
    this.byRegion = byRegion;
    this.state = state;
  }

  /** Adds the record of an event, its copies and, if switched on, its state. */
  void add(List<Message> records, Event event, Map<String, byte[]> shared, Delivery delivery) {
    byte[] device = utf8(event.device());
    byte[] region =
        byRegion && !event.region().equals(UNKNOWN_REGION) ? utf8(event.region()) : null;
    byte[] value = EventJson.write(event);
    String topic = event.topic() == null ? event.defaultTopic() : event.topic();
    records.add(record(topic, device, event, new Outgoing(value, region, delivery), shared));
    for (String copy : event.copies()) {
      records.add(record(copy, device, event, new Outgoing(value, region, delivery), shared));
    }
    if (state) {
      byte[] key = utf8(event.device() + "/" + event.kind());
      records.add(record(Topics.STATE, key, event, new Outgoing(value, region, delivery), shared));
    }
  }

  private Message record(
      String plainTopic, byte[] key, Event event, Outgoing value, Map<String, byte[]> shared) {
    Topics.Topic topic = topics.topic(plainTopic);
    List<Header> headers = value.headers();
    headers.add(SPEC_VERSION);
    value.header("ce_id", ascii(event.id()));
    value.header("ce_source", utf8(UriPath.of(event.source().address())));
    headers.add(topic.type());
    value.header("ce_time", EventJson.time(event.time()));
    value.header("ce_subject", utf8(event.device()));
    headers.add(DATA_SCHEMA);
    headers.add(JSON);
    if (!shared.isEmpty()) {
      shared.forEach(value::header);
    }
    return new RecordMessage(camel, topic.name(), key, timestamp.apply(event), value);
  }

  private static Header header(String name, String value) {
    return new RecordHeader(name, ascii(value));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
