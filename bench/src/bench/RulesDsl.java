package bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Properties;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.EmitStrategy;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.TimeWindows;
import org.apache.kafka.streams.state.Stores;

/**
 * What an expert writes by hand with the DSL of Kafka Streams for one rule, the average of five
 * minutes for each device: {@code BROKERS PREFIX}. It counts an event that is stored twice twice,
 * and closes windows only with newer events.
 */
public final class RulesDsl {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration EVERY = Duration.ofMinutes(5);
  private static final Duration LATE = Duration.ofSeconds(30);

  private RulesDsl() {}

  private record Sum(double sum, long count) {
    byte[] toBytes() {
      return ByteBuffer.allocate(16).putDouble(sum).putLong(count).array();
    }

    static Sum of(byte[] bytes) {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      return new Sum(buffer.getDouble(), buffer.getLong());
    }
  }

  public static void main(String[] arguments) {
    String prefix = arguments[1];
    Serde<Sum> sums =
        Serdes.serdeFrom(
            (topic, sum) -> sum == null ? null : sum.toBytes(),
            (topic, bytes) -> bytes == null ? null : Sum.of(bytes));
    StreamsBuilder builder = new StreamsBuilder();
    builder.stream(
            prefix + ".sensor.temperature",
            Consumed.with(
                    Serdes.String(),
                    Serdes.serdeFrom((topic, json) -> null, (topic, bytes) -> read(bytes)))
                .withTimestampExtractor(
                    (record, before) ->
                        Instant.parse(((JsonNode) record.value()).path("time").asText())
                            .toEpochMilli()))
        .groupByKey(Grouped.as("by-device"))
        .windowedBy(TimeWindows.ofSizeAndGrace(EVERY, LATE))
        .emitStrategy(EmitStrategy.onWindowClose())
        .aggregate(
            () -> new Sum(0, 0),
            (device, event, sum) ->
                new Sum(sum.sum() + event.path("value").asDouble(), sum.count() + 1),
            Materialized.<String, Sum>as(
                    Stores.inMemoryWindowStore(
                        "sums", EVERY.plus(LATE).multipliedBy(2), EVERY, false))
                .withKeySerde(Serdes.String())
                .withValueSerde(sums))
        .toStream()
        .map(
            (window, sum) ->
                KeyValue.pair(
                    window.key(),
                    "{\"kind\":\"temperature.avg\",\"value\":%s,\"attributes\":{\"window_start\":\"%s\",\"count\":%d}}"
                        .formatted(
                            sum.sum() / sum.count(), window.window().startTime(), sum.count())))
        .to(prefix + ".analytics.temperature.avg", Produced.with(Serdes.String(), Serdes.String()));
    Properties config = new Properties();
    config.put(StreamsConfig.APPLICATION_ID_CONFIG, prefix + ".analytics");
    config.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, arguments[0]);
    config.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    config.put(StreamsConfig.consumerPrefix("auto.offset.reset"), "earliest");
    KafkaStreams streams = new KafkaStreams(builder.build(), config);
    streams.setStateListener(
        (now, before) -> {
          if (now == KafkaStreams.State.RUNNING) {
            System.out.println("READY");
          }
        });
    streams.start();
  }

  private static JsonNode read(byte[] bytes) {
    try {
      return JSON.readTree(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
