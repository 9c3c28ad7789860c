package dev.tributary.normalize;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

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
    if (context.device() == null && isByDevice(payload)) {
      for (Map.Entry<String, JsonNode> device : payload.properties()) {
        Reading own = new Reading(mapped.whole());
        own.device(device.getKey());
        new FlatWalk(kinds, gps, mapped, null).payload(device.getValue(), own);
      }
    } else {
      new FlatWalk(kinds, gps, mapped, addressed(context)).payload(payload, mapped.whole());
    }
    return mapped;
  }

  /** {@code {"Pump 1": [{"ts": …, "values": {…}}], …}}, as a gateway of ThingsBoard writes it. */
  private boolean isByDevice(JsonNode payload) {
    for (JsonNode list : payload) {
      boolean time = false;
      boolean values = false;
      for (Map.Entry<String, JsonNode> member : list.path(0).properties()) {
        Field.Role role = kinds.field(member.getKey()).role();
        time |= role == Field.Role.TIME;
        values |= role == Field.Role.WRAPPER && member.getValue().isObject();
      }
      if (!list.isArray() || !time || !values) {
        return false;
      }
    }
    return payload.isObject() && !payload.isEmpty();
  }

  /** The kind that the address names, in its own level or at its end; or null. */
  private Field addressed(Context context) {
    String name = context.kind();
    if (name != null) {
      Field field = kinds.field(name);
      return field.role() == Field.Role.KIND ? field : null;
    }
    String address = context.address();
    int end = address.length();
    int start = address.lastIndexOf('/') + 1;
    if (start > 1 && isValueLevel(address.substring(start))) {
      end = start - 1;
      start = address.lastIndexOf('/', end - 1) + 1;
    }
    String level = address.substring(start, end);
    Field field = kinds.field(level);
    if (field.role() == Field.Role.OTHER && start > 0 && !level.equals(context.device())) {
      field = kinds.guess(level);
      if (field.role() == Field.Role.OTHER && end < address.length()) {
        field = kinds.truthNamed(level);
      }
    }
    return field.role() == Field.Role.KIND ? field : null;
  }

  /** {@code sensor/hall_temperature/state}: what it is the state of stands before it. */
  private boolean isValueLevel(String level) {
    return level.equals("state") || kinds.field(level).role() == Field.Role.VALUE;
  }
}
