package dev.tributary.normalize;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.schibsted.spt.data.jslt.Function;

/**
 * {@code strongest(list, field)} for mappings: of a list of objects the one with the greatest
 * number in this field, or else the first; null for anything else. JSLT could only walk a list by
 * recursion, and the length of the list is the sender's.
 */
final class StrongestFunction implements Function {
  @Override
  public String getName() {
    return "strongest";
  }

  @Override
  public int getMinArguments() {
    return 2;
  }

  @Override
  public int getMaxArguments() {
    return 2;
  }

  @Override
  public JsonNode call(JsonNode input, JsonNode[] arguments) {
    String field = arguments[1].asText();
    JsonNode strongest = NullNode.getInstance();
    if (!arguments[0].isArray()) {
      return strongest;
    }
    double greatest = Double.NEGATIVE_INFINITY;
    for (JsonNode item : arguments[0]) {
      JsonNode number = item.path(field);
      if (strongest.isNull() || (number.isNumber() && number.doubleValue() > greatest)) {
        strongest = item;
        greatest = number.isNumber() ? number.doubleValue() : greatest;
      }
    }
    return strongest;
  }
}
