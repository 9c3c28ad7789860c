package dev.tributary.engine;

import org.apache.camel.CamelContext;
import org.apache.camel.Channel;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.processor.DefaultInternalProcessorFactory;
import org.apache.camel.processor.RoutePipeline;
import org.apache.camel.spi.InternalProcessor;

/**
 * Camel surrounds each step of a route with advice: the tracer's, statistics, history, and queues a
 * task to go on with. Most of the time nobody listens and nothing waits, and then asking and
 * queueing costs more than many a step does. While the tracer is in standby and steps keep no
 * statistics, a message goes from step to step without them.
 */
public final class LeanSteps extends DefaultInternalProcessorFactory {
  private final TracerEvents events = new TracerEvents();
  private final StepStream steps;

  LeanSteps(StepStream steps) {
    this.steps = steps;
  }

  @Override
  public Channel createChannel(CamelContext camel) {
    return new LeanChannel(camel, events, steps);
  }

  @Override
  public InternalProcessor addUnitOfWorkProcessorAdvice(
      CamelContext camel, Processor processor, Route route) {
    Processor steps =
        processor instanceof RoutePipeline pipeline ? LeanPipeline.of(camel, pipeline) : processor;
    return super.addUnitOfWorkProcessorAdvice(camel, steps, route);
  }
}
