package dev.tributary.rehearse;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.contract.SampleMessage;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A test of the pipeline: what devices send, and what must come of it.
 *
 * @param where file and line
 */
public record Case(String where, String name, List<Message> messages, Expected expected) {

  /**
   * One message.
   *
   * @param sent null where only time passes
   * @param received what the gateway's clock shows, null for now
   */
  public record Message(SampleMessage sent, Instant received) {}

  /**
   * What must come of it.
   *
   * @param answers what the device is told of the last message, by item
   * @param records null where it does not matter
   * @param deadLetters null where it does not matter
   * @param measures what rules measure, in order; null where it does not matter
   * @param alerts what they say, in order; null where it does not matter
   * @param dropped why each event, or the message, is left out on purpose, in order
   */
  public record Expected(
      List<String> answers,
      List<Wanted> records,
      List<Wanted> deadLetters,
      List<Wanted> measures,
      List<Wanted> alerts,
      List<String> dropped) {}

  /**
   * What a Kafka record must be; what is null does not matter.
   *
   * @param headers null for one that must not be there
   * @param detail a part of a dead letter's detail
   * @param exactly whether there may be no more members than are given
   */
  public record Wanted(
      String topic,
      String key,
      Integer partition,
      Map<String, String> headers,
      String detail,
      JsonNode value,
      boolean exactly) {}
}
