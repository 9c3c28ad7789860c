package dev.tributary.ingest.mqtt;

/**
 * How a connection to the broker ended, or why none came to be.
 *
 * @param why a clause for the log
 */
record Loss(Cause cause, String why) {
  private static final int LONGEST = 300;

  enum Cause {
    /** The network, or the broker in words of its own. */
    OTHER,
    /** The broker closed the connection without a word. */
    CLOSED,
    /** Another client connected with our id. */
    TAKEN_OVER,
    /** The broker sent what MQTT 5 does not allow. */
    VIOLATION
  }

  Loss {
    // what a broker sends may stand in it
    why = why.length() > LONGEST ? why.substring(0, LONGEST) + "..." : why;
  }

  static Loss of(String why) {
    return new Loss(Cause.OTHER, why);
  }

  static Loss violation(String what) {
    return new Loss(Cause.VIOLATION, "it sent what MQTT 5 does not allow: " + what);
  }
}
