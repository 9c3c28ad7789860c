package dev.tributary.analytics.rules;

/** What comes of rules. */
public interface Output {
  void measure(MeasureRecord measure);

  void alert(AlertRecord alert);

  /** A reading that came too late for a window. */
  void late(LateRecord late);

  /** A reading for which a rule failed, to be dead-lettered. */
  void failed(Reading reading, Rule rule, String why);
}
