package dev.tributary.contract;

/** The three ends. */
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
