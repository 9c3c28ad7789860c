package dev.tributary.rehearse;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.contract.SampleMessage;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A test: what devices send, or what a route out gets, and what must come of it.
 *
 * @param where file and line
 * @param expected null for a route out
 * @param outgoing null for what devices send
 */
public record Case(
    String where, String name, List<Message> messages, Expected expected, Outgoing outgoing) {

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
   * @param answers how the device is answered for the last message, by item
   * @param records null where it does not matter
   * @param deadLetters null where it does not matter
   * @param measures what rules measure, in order; null where it does not matter
   * @param alerts what they state, in order; null where it does not matter
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

  /**
   * A list of records on its way through a route out.
   *
   * @param route its id
   * @param answers of the far ends, in the order of the requests; past the last all succeed
   * @param requests that the far ends get, in order; null where it does not matter
   * @param undelivered what is refused for good, in order
   * @param again how often the list fails and comes again
   */
  public record Outgoing(
      String route,
      List<Stored> records,
      List<Answer> answers,
      List<Request> requests,
      List<Wanted> undelivered,
      int again) {}

  /**
   * A record as Kafka has it.
   *
   * @param topic without the prefix
   * @param value null for none
   */
  public record Stored(String topic, String key, Map<String, String> headers, byte[] value) {}

  /**
   * What a far end answers.
   *
   * @param status of HTTP, null where it is not HTTP
   * @param body null to leave the message as it is
   * @param exception the name of what is thrown, null for none
   * @param sqlState of a database's exception, null for none
   */
  public record Answer(
      Integer status,
      Map<String, String> headers,
      String body,
      String exception,
      String message,
      String sqlState) {
    /** All is as expected, and nothing is reported. */
    static final Answer DONE = new Answer(null, Map.of(), null, null, null, null);
  }

  /**
   * What a far end must get; what is null does not matter.
   *
   * @param uri without options; may end in *
   * @param headers texts are compared as such, anything else as JSON
   * @param json the body, as JSON
   * @param text the body, as it is
   * @param contains a part of the body
   * @param exactly whether JSON may have no more members than are given
   */
  public record Request(
      String uri,
      Map<String, JsonNode> headers,
      JsonNode json,
      String text,
      String contains,
      boolean exactly) {
    Request at(String address) {
      return new Request(address, headers, json, text, contains, exactly);
    }
  }
}
