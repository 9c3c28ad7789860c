package dev.tributary.contract;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * How messages come in: the three protocols that devices speak, and routes of an operator's own.
 */
public enum Protocol {
  MQTT("mqtt", false),
  COAP("coap", true),
  HTTP("http", true),

  /** A route of the operator's own handed it over: {@code to: ingest:}. */
  CAMEL("camel", true);

  private final String word;
  private final boolean answers;

  Protocol(String word, boolean answers) {
    this.word = word;
    this.answers = answers;
  }

  /** The protocol of this word, if there is one. */
  public static Optional<Protocol> of(String word) {
    return Arrays.stream(values()).filter(protocol -> protocol.word.equals(word)).findFirst();
  }

  /** Those that devices speak. */
  public static List<Protocol> ofDevices() {
    return List.of(MQTT, COAP, HTTP);
  }

  /** All words. */
  public static List<String> words() {
    return Arrays.stream(values()).map(Protocol::word).toList();
  }

  public String word() {
    return word;
  }

  /** Whether an answer can carry more than an acknowledgement: a refusal with its reason. */
  public boolean answers() {
    return answers;
  }

  @Override
  public String toString() {
    return word;
  }
}
