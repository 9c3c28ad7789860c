package dev.tributary.console;

import dev.tributary.console.page.ConsolePage;
import java.util.ArrayList;
import java.util.List;

/** The pages of the console: the one list to which another is added. */
final class Pages {
  private Pages() {}

  static List<ConsolePage> of(GatewayView gateway) {
    List<ConsolePage> pages = new ArrayList<>();
    pages.add(new FlowPage(gateway));
    pages.add(new MessagesPage(gateway.observation().tracing()));
    pages.add(AlertsPage.of(gateway));
    pages.addAll(EditPages.of(gateway));
    return pages;
  }
}
