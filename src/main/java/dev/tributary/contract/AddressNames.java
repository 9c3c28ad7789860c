package dev.tributary.contract;

import java.util.Map;
import org.apache.camel.Exchange;

/** The names that a message carries in its variables, all held to the same rules. */
public final class AddressNames {
  private AddressNames() {}

  /**
   * @throws dev.tributary.contract.Rejection {@code bad-identity}
   */
  public static void require(Exchange exchange) {
    Map<String, Object> variables = exchange.getVariables();
    require(Variables.DEVICE, variables);
    require(Variables.REGION, variables);
    require(Variables.GATEWAY, variables);
    if (variables.get(Variables.KIND) instanceof String kind) {
      Identity.requireKind(kind);
    }
  }

  private static void require(String variable, Map<String, Object> variables) {
    if (variables.get(variable) instanceof String name) {
      Identity.require(variable, name);
    }
  }
}
