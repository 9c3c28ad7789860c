package dev.tributary.runtime;

import dev.tributary.contract.Arrival;
import dev.tributary.contract.Outcome;
import dev.tributary.ingest.Intake;
import dev.tributary.project.Pipeline;
import dev.tributary.replay.Replay;
import java.util.function.Consumer;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.support.DefaultConsumer;

/**
 * The way of a message that came in at a listener, for one that is replayed; the step throttle
 * looks at its names only: what was throttled once is not throttled again.
 */
final class ReplayRoute implements Replay.Pipeline {
  private static final String ID = "replay";

  private final Intake intake;
  private final DefaultConsumer consumer;

  /** Adds the route, if it is not there yet. */
  ReplayRoute(CamelContext camel, Intake intake) {
    this.intake = intake;
    if (camel.getRoute(ID) == null) {
      try {
        camel.addRoutes(
            new RouteBuilder() {
              @Override
              public void configure() {
                from(Pipeline.REPLAY).routeId(ID).process("throttle").to("direct:normalize");
              }
            });
      } catch (Exception e) {
        throw new IllegalStateException("the route of replayed messages does not start", e);
      }
    }
    this.consumer = (DefaultConsumer) camel.getRoute(ID).getConsumer();
  }

  @Override
  public void accept(Arrival arrival, Consumer<Outcome> answer) {
    intake.accept(consumer, arrival, answer);
  }

  @Override
  public boolean hasRoom(int size) {
    return intake.hasRoom(size);
  }
}
