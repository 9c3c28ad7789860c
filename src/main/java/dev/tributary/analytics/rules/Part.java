package dev.tributary.analytics.rules;

/**
 * What one partition knows of a window that readings of several belong to. The last one of a task
 * counts.
 *
 * @param meaning of the rule at that time
 * @param expires when nothing can change it any more
 */
public record Part(
    String rule, String meaning, String key, long start, int task, long expires, byte[] window) {
  private static final int PART = 1;
  private static final int CLOCK = 2;

  /**
   * The time of one partition: all parts of windows that are due by then have been given.
   *
   * @param tasks how many there are
   * @param heard for how long a gateway could hear since the last one
   */
  public record Clock(int task, int tasks, long time, long heard) {
    public byte[] toBytes() {
      return StateBytes.write(
          out -> out.number(CLOCK).number(task).number(tasks).number(time).number(heard));
    }
  }

  /** What a task, which is said later, knows of a window now. */
  static Part of(Rule.Measure rule, Window window) {
    return new Part(
        rule.name(),
        rule.meaning(),
        window.device,
        window.start,
        0,
        window.start + rule.over() + rule.corrections(),
        window.toBytes());
  }

  /** The same of this task. */
  public Part from(int number) {
    return new Part(rule, meaning, key, start, number, expires, window);
  }

  /** The value of its Kafka record. */
  public byte[] toBytes() {
    return StateBytes.write(
        out -> {
          out.number(PART).text(rule).text(meaning).text(key).number(start).number(task);
          out.number(expires).bytes(window);
        });
  }

  /** A part or a clock, or null where it is neither. */
  public static Object parse(byte[] bytes) {
    if (bytes == null) {
      return null;
    }
    return StateBytes.read(
        bytes,
        in -> {
          long type = in.number();
          if (type == PART) {
            return new Part(
                in.text(),
                in.text(),
                in.text(),
                in.number(),
                (int) in.number(),
                in.number(),
                in.bytes());
          }
          return type == CLOCK
              ? new Clock((int) in.number(), (int) in.number(), in.number(), in.number())
              : null;
        });
  }

  /** The window that it is of. */
  Of of() {
    return new Of(rule, meaning, key, start);
  }

  /** Names a window. */
  record Of(String rule, String meaning, String key, long start) {}
}
