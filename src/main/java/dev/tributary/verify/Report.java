package dev.tributary.verify;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * What was found.
 *
 * @param examples some of what is lost, {@code device number}
 * @param notes what the reader should know to judge the figures
 */
public record Report(
    String run, double seconds, List<Row> protocols, List<String> examples, List<String> notes) {

  /**
   * One protocol.
   *
   * @param lost acknowledged and nowhere in Kafka
   * @param otherId duplicates that do not carry the same event id
   * @param throttled stored in the throttled topic, or refused for now
   * @param refused refused for good
   * @param resent sent again after no answer, or the answer "later"
   * @param unanswered never answered: may be stored or not
   * @param unsent due, and not sent because its device was waiting for an answer until the end
   */
  public record Row(
      String protocol,
      long sent,
      long acknowledged,
      long stored,
      long lost,
      long duplicated,
      long otherId,
      long reordered,
      long deadLettered,
      Map<String, Long> deadLetteredBy,
      long throttled,
      long refused,
      long resent,
      long unanswered,
      long unsent,
      long rate,
      Latency toAcknowledgement,
      Latency toVisibility) {}

  /** Microseconds. */
  public record Latency(long p50, long p95, long p99, @JsonProperty("p99_9") long p999, long max) {
    static Latency of(Histogram histogram) {
      return new Latency(
          histogram.getValueAtPercentile(50),
          histogram.getValueAtPercentile(95),
          histogram.getValueAtPercentile(99),
          histogram.getValueAtPercentile(99.9),
          histogram.getMaxValue());
    }
  }

  public long lost() {
    return protocols.stream().mapToLong(Row::lost).sum();
  }

  /** Nothing is lost, and each protocol has acknowledged something that could have been. */
  public boolean passed() {
    return lost() == 0 && silent().isEmpty();
  }

  /** The protocols that took nothing, or were sent nothing. */
  List<String> silent() {
    return protocols.stream().filter(row -> row.acknowledged() == 0).map(Row::protocol).toList();
  }

  public String json() {
    try {
      return new ObjectMapper()
          .setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a report is always JSON", e);
    }
  }

  public String table() {
    return ReportTable.of(this);
  }
}
