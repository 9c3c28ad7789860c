package dev.tributary.normalize;

/**
 * What the name of a field of a payload means.
 *
 * @param kind of a {@link Role#KIND} or {@link Role#UNIT_OF}
 * @param unit the unit that the name states, or null
 * @param channel which of several the name states ({@code temperature_2}, {@code outdoorTemp}), or
 *     null
 * @param part of a {@link Role#PART}: {@code lat}, {@code lon} or {@code accuracy}
 */
record Field(Role role, Kind kind, Unit unit, Object channel, String part) {
  static final Field OTHER = new Field(Role.OTHER, null, null, null, null);

  enum Role {
    KIND,
    PART,
    TIME,
    DEVICE,
    REGION,
    ID,
    WRAPPER,
    NAME,
    VALUE,
    UNIT,
    UNIT_OF,
    ATTRIBUTE,
    SECRET,
    OTHER
  }

  static Field role(Role role) {
    return new Field(role, null, null, null, null);
  }

  /** Whether both stand for the same kind, or part, or role. */
  boolean means(Field other) {
    return role == other.role && kindName().equals(other.kindName());
  }

  private String kindName() {
    return kind == null ? "" : kind.name();
  }
}
