package dev.tributary.normalize;

import dev.tributary.contract.Event;
import java.util.List;
import java.util.Map;

/**
 * One kind of kinds.yaml.
 *
 * @param quantity null for a kind without unit
 * @param plausible outside of it an event is marked as suspect
 * @param instead what a value means that has no unit and is too large to be in the usual one
 * @param words what texts stand for: Boolean for a boolean kind, String for a string
 * @param part the part of a position that this kind is when the payload has one, or null
 * @param parts the ranges of a position's parts
 */
record Kind(
    Event.Kind event,
    Type type,
    Quantity quantity,
    Range possible,
    Range plausible,
    List<Instead> instead,
    Map<String, Object> words,
    String part,
    Map<String, Range> parts) {

  enum Type {
    NUMBER,
    BOOLEAN,
    STRING,
    POSITION
  }

  /** Values in this range are of that kind, in that unit. */
  record Instead(Range range, String kind, Unit unit) {}

  /** Whether a number in this unit, or null for the usual one, can be a value of this kind. */
  boolean mayBe(Number number, Unit unit) {
    if (type != Type.NUMBER) {
      return false;
    }
    double value = number.doubleValue();
    double inBase =
        unit == null || unit.isBase() ? value : unit.toBase(Numbers.decimal(number)).doubleValue();
    return possible.holds(inBase)
        || (unit == null && instead.stream().anyMatch(other -> other.range().holds(value)));
  }

  String name() {
    return event.name();
  }

  /** The code of the unit, or null. */
  String unit() {
    return quantity == null ? null : quantity.base().code();
  }
}
