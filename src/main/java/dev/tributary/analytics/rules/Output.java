package dev.tributary.analytics.rules;

/** What comes of rules. */
public interface Output {
  void measure(MeasureRecord measure);

  void alert(AlertRecord alert);

  /** What this partition knows of a window of a group: to be merged with what others know. */
  void part(Part part);

  /**
   * All parts that are due by this time have been given.
   *
   * @param heard for how long a gateway could hear since the last call
   */
  void clock(long time, long heard);

  /** A reading that came too late for a window. */
  void late(LateRecord late);

  /** A reading for which a rule failed, to be dead-lettered. */
  void failed(Reading reading, Rule rule, String why);
}
