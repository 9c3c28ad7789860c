package dev.tributary.normalize;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.contract.Reason;
import dev.tributary.contract.Rejection;
import java.util.Map;

/**
 * SenML (RFC 8428) with the units of RFC 8798: base fields stay valid from record to record, names
 * and times are joined, and each record resolves to one measurement. In Java because what a record
 * means depends on the records before it.
 */
final class SenmlMapping implements Mapping {
  private final Kinds kinds;

  SenmlMapping(Kinds kinds) {
    this.kinds = kinds;
  }

  /** Whether a list without a content type is SenML: nothing but its labels, with a name. */
  static boolean looksLike(JsonNode list) {
    boolean named = false;
    boolean valued = false;
    for (JsonNode record : list) {
      if (!record.isObject()) {
        return false;
      }
      for (Map.Entry<String, JsonNode> member : record.properties()) {
        String label = SenmlRecord.label(member.getKey());
        if (!SenmlRecord.isLabel(label)) {
          return false;
        }
        named |= label.equals("n") || label.equals("bn");
        valued |= label.startsWith("v") || label.equals("s") || label.equals("bv");
      }
    }
    return named && valued;
  }

  @Override
  public Mapped map(JsonNode payload, Context context) {
    if (!payload.isArray()) {
      throw new Rejection(Reason.UNREADABLE, "SenML is a list of records but this is none");
    }
    Mapped mapped = new Mapped();
    SenmlPack pack = new SenmlPack(kinds, mapped, context);
    for (JsonNode record : payload) {
      if (!record.isObject()) {
        throw new Rejection(
            Reason.UNREADABLE, "SenML is a list of records but holds something else");
      }
      pack.next(new SenmlRecord(record));
    }
    return mapped;
  }
}
