package dev.tributary.engine;

import java.util.List;
import java.util.Set;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.DisabledAware;
import org.apache.camel.Exchange;
import org.apache.camel.ManagementStatisticsLevel;
import org.apache.camel.NamedNode;
import org.apache.camel.NamedRoute;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.impl.debugger.BacklogTracer;
import org.apache.camel.impl.engine.DefaultChannel;
import org.apache.camel.model.LoopDefinition;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.processor.errorhandler.NoErrorHandler;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.spi.ManagementAgent;
import org.apache.camel.spi.ManagementInterceptStrategy;
import org.apache.camel.spi.ShutdownStrategy;
import org.apache.camel.support.processor.DelegateSyncProcessor;

/** What surrounds one step: nothing while nobody listens, else Camel's own channel. */
final class LeanChannel extends DefaultChannel {
  private static final Set<ManagementStatisticsLevel> NONE_FOR_STEPS =
      Set.of(ManagementStatisticsLevel.RoutesOnly, ManagementStatisticsLevel.Off);

  private final CamelContext camel;
  private final TracerEvents events;
  private final StepStream steps;
  private final ShutdownStrategy shutdown;
  private String step;
  private BacklogTracer tracer;
  private DisabledAware switchable;
  private Processor plain;
  private boolean lean;

  /** Whether this is the first step of a loop whose end is a condition, which may never hold. */
  private boolean loops;

  LeanChannel(CamelContext camel, TracerEvents events, StepStream steps) {
    super(camel);
    this.camel = camel;
    this.events = events;
    this.steps = steps;
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
    NamedNode node = child == null ? definition : child;
    ManagementInterceptStrategy counters = route.getManagementInterceptStrategy();
    if (ProcessorDefinitionHelper.getRoute(node) == null) {
      // JMX forgets a step's counters by its route: those of a routeConfiguration would stay for
      // ever, with the route that had them
      route.setManagementInterceptStrategy(null);
    }
    super.initChannel(route, definition, child, interceptors, next, routeDefinition, first);
    route.setManagementInterceptStrategy(counters);
    step = node.getId();
    tracer = camel.getCamelContextExtension().getContextPlugin(BacklogTracer.class);
    if (route.isTracing() || camel.isTracingStandby()) {
      events.keep();
    }
    loops =
        node.getParent() instanceof LoopDefinition loop
            && Boolean.parseBoolean(loop.getDoWhile())
            && loop.getOutputs().get(0) == node;
    switchable = next instanceof DisabledAware either ? either : null;
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
  protected void doStart() throws Exception {
    super.doStart();
    plain =
        getOutput() instanceof NoErrorHandler none
                && none.getOutput() instanceof StepStream.Tap tap
                && tap.getProcessor() instanceof DelegateSyncProcessor sync
            ? sync.getProcessor()
            : null;
  }

  @Override
  public boolean process(Exchange exchange, AsyncCallback callback) {
    if (loops && LeanPipeline.isCircle(exchange, step, 0)) {
      callback.done(true);
      return true;
    }
    if (!isLean()) {
      return super.process(exchange, callback);
    }
    if (exchange.isRouteStop()) {
      callback.done(true);
      return true;
    }
    exchange.getExchangeExtension().setHistoryNodeId(step);
    return processor.process(exchange, callback);
  }

  /** Takes a step that waits for nothing and whose failure nobody handles here; false: not one. */
  boolean takeAtOnce(Exchange exchange) {
    if (plain == null || !steps.isIdle() || !isLean()) {
      return false;
    }
    exchange.getExchangeExtension().setHistoryNodeId(step);
    try {
      plain.process(exchange);
    } catch (Exception | Error e) {
      // a regular expression of an operator may use up the stack
      exchange.setException(e);
    }
    exchange.getExchangeExtension().setRedeliveryExhausted(false);
    return true;
  }

  private boolean isLean() {
    boolean traced = tracer != null && tracer.isEnabled();
    events.want(camel, traced);
    return lean && !traced && !isSwitchedOff() && !shutdown.isForceShutdown();
  }

  /** In the YAML, or since by JMX. */
  private boolean isSwitchedOff() {
    return switchable != null && switchable.isDisabled();
  }
}
