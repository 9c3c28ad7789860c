package dev.tributary.engine;

import dev.tributary.contract.Receipt;
import dev.tributary.contract.Rejection;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.AsyncCallback;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.processor.PipelineHelper;
import org.apache.camel.processor.RoutePipeline;
import org.apache.camel.spi.UnitOfWork;
import org.apache.camel.support.AsyncProcessorConverterHelper;
import org.apache.camel.support.ExchangeHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The steps of a route, one after the other in a loop, where Camel's queues a task for each. */
final class LeanPipeline extends RoutePipeline {
  private static final Logger LOG = LoggerFactory.getLogger(LeanPipeline.class);

  private static final int MOST_NESTED = 32;

  private final AsyncProcessor[] steps;

  private LeanPipeline(CamelContext camel, List<Processor> steps) {
    super(camel, steps);
    this.steps =
        steps.stream().map(AsyncProcessorConverterHelper::convert).toArray(AsyncProcessor[]::new);
  }

  static RoutePipeline of(CamelContext camel, RoutePipeline pipeline) {
    LeanPipeline lean = new LeanPipeline(camel, pipeline.next());
    lean.setId(pipeline.getId());
    lean.setRouteId(pipeline.getRouteId());
    return lean;
  }

  @Override
  public boolean process(Exchange exchange, AsyncCallback callback) {
    int nested = nested(exchange.getUnitOfWork());
    if (isCircle(exchange, getRouteId(), nested)) {
      callback.done(true);
      return true;
    }
    // routes that call themselves must not use up the stack: Camel's queue takes over
    if (exchange.isTransacted() || nested > MOST_NESTED) {
      return super.process(exchange, callback);
    }
    new Walk(exchange, callback).walk();
    return false;
  }

  /** Whether the message has entered so much that it will never end; then it has failed. */
  static boolean isCircle(Exchange exchange, String place, int nested) {
    Receipt receipt = Receipt.of(exchange);
    if (receipt != null) {
      try {
        receipt.enter(place, nested);
      } catch (Rejection e) {
        exchange.setException(e);
        return true;
      }
    }
    return false;
  }

  private static int nested(UnitOfWork unit) {
    return unit == null ? 0 : unit.routeStackLevel();
  }

  /** One message's way; the number is where the step under way stands with us. */
  private final class Walk extends AtomicInteger implements AsyncCallback {
    private static final long serialVersionUID = 1L;

    /** The step was called, and has neither returned nor called back. */
    private static final int CALLED = 0;

    /** The step returned and calls back later, which goes on from there. */
    private static final int LEFT = 1;

    /** The step called back before it returned, so that the loop goes on. */
    private static final int BACK = 2;

    /** The step threw, and whatever it still calls back is late. */
    private static final int OVER = 3;

    private final transient Exchange exchange;
    private final transient AsyncCallback callback;
    private int next;

    Walk(Exchange exchange, AsyncCallback callback) {
      this.exchange = exchange;
      this.callback = callback;
    }

    void walk() {
      while (next < steps.length && goesOn()) {
        ExchangeHelper.prepareOutToIn(exchange);
        AsyncProcessor step = steps[next++];
        if (!(step instanceof LeanChannel channel && channel.takeAtOnce(exchange)) && !call(step)) {
          return;
        }
      }
      ExchangeHelper.copyResults(exchange, exchange);
      callback.done(false);
    }

    private boolean goesOn() {
      return next == 0
          ? !exchange.isRouteStop()
          : PipelineHelper.continueProcessing(exchange, "so breaking out of pipeline", LOG);
    }

    /** Whether the step is done; else it calls back. */
    private boolean call(AsyncProcessor step) {
      set(CALLED);
      try {
        step.process(exchange, this);
      } catch (RuntimeException | Error e) {
        set(OVER);
        exchange.setException(e);
        callback.done(false);
        return false;
      }
      return !compareAndSet(CALLED, LEFT);
    }

    @Override
    public void done(boolean sync) {
      if (get() != OVER && !compareAndSet(CALLED, BACK)) {
        walk();
      }
    }
  }
}
