package dev.tributary.reload;

import java.util.List;
import java.util.Set;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Channel;
import org.apache.camel.DisabledAware;
import org.apache.camel.Exchange;
import org.apache.camel.ManagementStatisticsLevel;
import org.apache.camel.NamedNode;
import org.apache.camel.NamedRoute;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.impl.debugger.BacklogTracer;
import org.apache.camel.impl.engine.DefaultChannel;
import org.apache.camel.processor.DefaultInternalProcessorFactory;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.spi.ManagementAgent;
import org.apache.camel.spi.ShutdownStrategy;

/**
 * Camel surrounds each step of a route with advice: the tracer's, statistics, history. Most of the
 * time nobody listens, and then asking them all costs more than many a step does. While the tracer
 * is in standby and steps keep no statistics, a message goes from step to step without them.
 */
public final class LeanSteps extends DefaultInternalProcessorFactory {
  private static final Set<ManagementStatisticsLevel> NONE_FOR_STEPS =
      Set.of(ManagementStatisticsLevel.RoutesOnly, ManagementStatisticsLevel.Off);

  @Override
  public Channel createChannel(CamelContext camel) {
    return new LeanChannel(camel);
  }

  private static final class LeanChannel extends DefaultChannel {
    private final CamelContext camel;
    private final ShutdownStrategy shutdown;
    private String step;
    private BacklogTracer tracer;
    private boolean lean;

    LeanChannel(CamelContext camel) {
      super(camel);
      this.camel = camel;
      this.shutdown = camel.getShutdownStrategy();
    }

    @Override
    public void initChannel(
        Route route,
        NamedNode definition,
        NamedNode child,
        List<InterceptStrategy> interceptors,
        Processor next,
        NamedRoute routeDefinition,
        boolean first)
        throws Exception {
      super.initChannel(route, definition, child, interceptors, next, routeDefinition, first);
      step = (child == null ? definition : child).getId();
      tracer = camel.getCamelContextExtension().getContextPlugin(BacklogTracer.class);
      lean =
          noStatistics()
              && !camel.isDebugStandby()
              && !route.isDebugging()
              && !camel.isTracingStandby()
              && !route.isTracing()
              && !route.isMessageHistory()
              && !route.isStreamCaching()
              && !camel.isUseMDCLogging()
              && (route.getDelayer() == null || route.getDelayer() <= 0);
    }

    private boolean noStatistics() {
      ManagementAgent agent = camel.getManagementStrategy().getManagementAgent();
      return agent == null || NONE_FOR_STEPS.contains(agent.getStatisticsLevel());
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
      if (!lean || isTraced() || isSwitchedOff() || shutdown.isForceShutdown()) {
        return super.process(exchange, callback);
      }
      if (exchange.isRouteStop()) {
        callback.done(true);
        return true;
      }
      exchange.getExchangeExtension().setHistoryNodeId(step);
      return processor.process(exchange, callback);
    }

    private boolean isTraced() {
      return tracer != null && tracer.isEnabled();
    }

    /** In the YAML, or since by JMX. */
    private boolean isSwitchedOff() {
      return getNextProcessor() instanceof DisabledAware step && step.isDisabled();
    }
  }
}
