package dev.tributary.normalize;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * The mapping for payloads without one of their own: known names become measurements, the rest
 * attributes.
 */
final class FlatMapping implements Mapping {
  private final Kinds kinds;
  private final Kind gps;

  FlatMapping(Kinds kinds) {
    this.kinds = kinds;
    this.gps =
        kinds.all().values().stream()
            .filter(kind -> kind.type() == Kind.Type.POSITION)
            .findFirst()
            .orElse(null);
  }

  @Override
  public Mapped map(JsonNode payload, Context context) {
    Mapped mapped = new Mapped();
    new FlatWalk(kinds, gps, mapped, addressed(context)).payload(payload, mapped.whole());
    return mapped;
  }

  /** The kind that the address names, in its own level or as the last one; or null. */
  private Field addressed(Context context) {
    String name = context.kind();
    if (name == null) {
      name = context.address().substring(context.address().lastIndexOf('/') + 1);
    }
    Field field = kinds.field(name);
    return field.role() == Field.Role.KIND ? field : null;
  }
}
