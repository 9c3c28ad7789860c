package dev.tributary.console;

import dev.tributary.console.page.ConsoleFailure;
import dev.tributary.console.page.ConsolePage;
import dev.tributary.engine.StepStream;
import java.util.Map;
import org.apache.camel.CamelContext;

/** The routes as they run: what goes where, how much of it, how long it takes, what fails. */
final class FlowPage implements ConsolePage {
  private final GatewayView gateway;
  private FlowWatch watch;
  private int viewers;

  FlowPage(GatewayView gateway) {
    this.gateway = gateway;
  }

  @Override
  public String name() {
    return "flow";
  }

  @Override
  public Feed open(Map<String, String> query) {
    CamelContext camel = gateway.camel().get();
    if (camel == null || !camel.isStarted()) {
      throw new ConsoleFailure(503, "the routes have not started yet; try again in a moment");
    }
    return new FlowFeed(gateway, camel, watch(camel), query.get("route"), () -> leave(camel));
  }

  /** Listens to the steps while anybody looks. */
  private synchronized FlowWatch watch(CamelContext camel) {
    if (viewers++ == 0) {
      watch = new FlowWatch(gateway.observation()::masked);
      StepStream.of(camel).add(watch);
    }
    return watch;
  }

  private synchronized void leave(CamelContext camel) {
    if (--viewers == 0) {
      StepStream.of(camel).remove(watch);
      watch = null;
    }
  }

  /** The part of a file around a line. */
  @Override
  public Object get(String what, Map<String, String> query) {
    return what.equals("source")
        ? new FlowSource(gateway.project().folder())
            .around(query.getOrDefault("file", ""), query.getOrDefault("line", "1"))
        : null;
  }
}
