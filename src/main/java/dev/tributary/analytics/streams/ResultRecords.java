package dev.tributary.analytics.streams;

import dev.tributary.analytics.rules.AlertRecord;
import dev.tributary.analytics.rules.LateRecord;
import dev.tributary.analytics.rules.MeasureRecord;
import dev.tributary.analytics.rules.Output;
import dev.tributary.analytics.rules.Part;
import dev.tributary.analytics.rules.Reading;
import dev.tributary.analytics.rules.Rule;
import dev.tributary.analytics.rules.RuleEngine;
import dev.tributary.text.Printable;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** What comes of rules as Kafka records, in the transaction of what they come of. */
final class ResultRecords implements Output {
  private static final String REASON = "rule-failed";

  private final ProcessorContext<byte[], Result> context;
  private final UnaryOperator<String> topics;
  private final String deadLetters;
  private final RuleWatch watch;

  /** Of what is processed: what a topic keeps for how long goes by it. */
  private long now;

  private byte[] input;

  /** Which partition of how many this is; and how many take in parts. */
  private int task;

  private int tasks;
  private int partitions;

  ResultRecords(ProcessorContext<byte[], Result> context, RuleStreams streams) {
    this.context = context;
    this.topics = streams::topic;
    this.deadLetters = streams.deadLetters();
    this.watch = streams.watch();
  }

  /**
   * Says where parts come from and where they go.
   *
   * @param of how many tasks there are
   * @param to how many partitions take in parts
   */
  void parts(int from, int of, int to) {
    this.task = from;
    this.tasks = of;
    this.partitions = to;
  }

  /** What is processed from now on. */
  void processing(long time, byte[] record) {
    now = time;
    input = record;
  }

  @Override
  public void measure(MeasureRecord measure) {
    String topic = RuleTopics.measure(measure.rule());
    Headers headers =
        event(
            measure.id(), measure.rule(), topic, measure.windowEnd(), measure.device(), "measure");
    send(topic, measure.device(), measure.toJson(), headers);
  }

  @Override
  public void alert(AlertRecord alert) {
    byte[] json = alert.toJson();
    boolean fires = alert.state() == AlertRecord.State.FIRING;
    send(RuleTopics.ALERT, alert.device(), json, headers(alert, RuleTopics.ALERT));
    send(
        RuleTopics.ALERT_STATE,
        alert.stateKey(),
        fires ? json : null,
        headers(alert, RuleTopics.ALERT_STATE));
    watch.said(alert);
  }

  private static Headers headers(AlertRecord alert, String topic) {
    Headers headers =
        event(alert.id(), alert.alert(), topic, alert.time(), alert.device(), "alert");
    if (alert.channels() != null) {
      headers.add("tributary_notify", utf8(String.join(",", alert.channels())));
    }
    return headers;
  }

  @Override
  public void part(Part part) {
    send(RuleTopics.PART, part.key(), part.from(task).toBytes(), new RecordHeaders());
  }

  @Override
  public void clock(long time, long heard) {
    byte[] clock = new Part.Clock(task, tasks, time, heard).toBytes();
    String topic = topics.apply(RuleTopics.PART);
    for (int partition = 0; partition < partitions; partition++) {
      forward(null, new Result(topic, partition, clock), new RecordHeaders());
    }
  }

  @Override
  public void late(LateRecord late) {
    send(RuleTopics.LATE, late.reading().device(), late.toJson(), new RecordHeaders());
  }

  @Override
  public void failed(Reading reading, Rule rule, String why) {
    deadLetter(
        reading.device(),
        reading.toJson(),
        "%s (%s) failed: %s".formatted(rule.name(), rule.where(), why),
        Instant.ofEpochMilli(reading.received()));
  }

  /** A record that is no event. */
  void unreadable(String topic, int partition, long offset, String why) {
    deadLetter(
        null,
        input,
        "%s (%s-%d at %d)".formatted(why, topic, partition, offset),
        Instant.ofEpochMilli(now));
  }

  private void deadLetter(String device, byte[] record, String detail, Instant received) {
    Headers headers = new RecordHeaders();
    headers.add("tributary_reason", utf8(REASON));
    headers.add("tributary_detail", utf8(Printable.line(detail)));
    headers.add("tributary_received", utf8(received.toString()));
    if (device != null) {
      headers.add("tributary_device", utf8(Printable.of(device)));
    }
    forward(deadLetters, device, record, headers);
  }

  private static Headers event(
      String id, String rule, String topic, long time, String subject, String schema) {
    Headers headers = new RecordHeaders();
    headers.add("ce_specversion", utf8("1.0"));
    headers.add("ce_id", utf8(id));
    headers.add("ce_source", utf8("/rules/" + rule));
    headers.add("ce_type", utf8(topic));
    headers.add("ce_time", utf8(Instant.ofEpochMilli(time).toString()));
    headers.add("ce_subject", utf8(subject));
    headers.add("ce_dataschema", utf8("https://tributary.dev/" + schema + "/1"));
    headers.add("content-type", utf8("application/json"));
    return headers;
  }

  private void send(String topic, String key, byte[] value, Headers headers) {
    forward(topics.apply(topic), key, value, headers);
  }

  private void forward(String topic, String key, byte[] value, Headers headers) {
    forward(key, new Result(topic, null, value), headers);
  }

  private void forward(String key, Result result, Headers headers) {
    try {
      context.forward(
          new Record<>(key == null ? null : utf8(key), result, Math.max(0, now), headers));
    } catch (RuntimeException e) {
      throw new RuleEngine.Fatal(e);
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
