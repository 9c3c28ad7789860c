package dev.tributary.contract;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The three protocols that devices speak. */
public enum Protocol {
  MQTT("mqtt", false),
  COAP("coap", true),
  HTTP("http", true);

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

  /** All words. */
  public static List<String> words() {
    return Arrays.stream(values()).map(Protocol::word).toList();
  }

  public String word() {
    return word;
  }

  /** Whether the sender hears more than an acknowledgement: it can be refused with a reason. */
  public boolean answers() {
    return answers;
  }

  @Override
  public String toString() {
    return word;
  }
}
