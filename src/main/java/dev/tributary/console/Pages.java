package dev.tributary.console;

import java.util.List;

/** The pages of the console: the one list to which another is added. */
final class Pages {
  private Pages() {}

  static List<ConsolePage> of(GatewayView gateway) {
    return List.of(new MessagesPage(gateway.observation().tracing()));
  }
}
