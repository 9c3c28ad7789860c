package dev.tributary.normalize;

/** What {@code tributary unmapped} asks a running gateway for. */
public interface UnknownFieldsMXBean {
  /**
   * Numbers in payloads that became no measurement, those that come most often first.
   *
   * @return JSON: {@code fields}, each with {@code mapping}, {@code name}, {@code count}, {@code
   *     example} and {@code hint}, the line that kinds.yaml needs; and {@code more}, how often
   *     others came when there was no more room
   */
  String getFields();
}
