package dev.tributary.engine;

import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.model.ChoiceDefinition;
import org.apache.camel.model.FilterDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.SplitDefinition;
import org.apache.camel.model.ToDefinition;
import org.apache.camel.model.errorhandler.NoErrorHandlerDefinition;
import org.apache.camel.model.language.ExpressionDefinition;
import org.apache.camel.processor.DefaultProcessorFactory;
import org.apache.camel.reifier.SplitReifier;
import org.apache.camel.spi.IdAware;
import org.apache.camel.spi.ReactiveExecutor;
import org.apache.camel.spi.RouteIdAware;
import org.apache.camel.support.processor.DelegateAsyncProcessor;

/**
 * Camel's {@code split} copies the exchange for every event, which costs more than all that is done
 * to it. Where the steps inside do nothing but choose topics by the event, and a failure ends the
 * message, the copy cannot be distinguished from the original: there each event goes through them
 * on the message's own exchange. Every other split is left to Camel.
 */
public final class EventSplit extends DefaultProcessorFactory {
  private static final List<String> OF_THE_COPY =
      List.of("CamelSplit", "${exchange", "${bean", "${ref", "$simple{", "{{");

  @Override
  public Processor createProcessor(Route route, NamedNode definition) throws Exception {
    if (definition instanceof SplitDefinition split
        && isPlain(split)
        && endsAtFailure(route)
        && choosesTopics(split.getOutputs())) {
      return new SplitReifier(route, split) {
        @Override
        public Processor createProcessor() throws Exception {
          return new InPlace(
              createChildProcessor(true),
              route.getCamelContext().getCamelContextExtension().getReactiveExecutor());
        }
      }.createProcessor();
    }
    return super.createProcessor(route, definition);
  }

  /** Over the body, one after the other, ending at the first failure, and no other option. */
  private static boolean isPlain(SplitDefinition split) {
    return "${body}".equals(split.getExpression().getExpression())
        && "true".equals(split.getStopOnException())
        && split.getExpression().getLanguage().equals("simple")
        && split.getAggregationStrategy() == null
        && split.getAggregationStrategyBean() == null
        && split.getParallelProcessing() == null
        && split.getStreaming() == null
        && split.getShareUnitOfWork() == null
        && split.getOnPrepare() == null
        && split.getDelimiter() == null
        && split.getTimeout() == null
        && split.getExecutorService() == null
        && split.getDisabled() == null;
  }

  /** A failure that is handled inside would stop its event's copy, and here the whole message. */
  private static boolean endsAtFailure(Route route) {
    return route.getErrorHandlerFactory() instanceof NoErrorHandlerDefinition;
  }

  /** Only of the event: what Camel knows of the copy is not there, and a bean may know all. */
  private static boolean asksTheEvent(ExpressionDefinition predicate) {
    String text = predicate.getExpression();
    return predicate.getLanguage().equals("simple")
        && OF_THE_COPY.stream().noneMatch(text::contains);
  }

  private static boolean choosesTopics(List<ProcessorDefinition<?>> steps) {
    return steps.stream().allMatch(EventSplit::choosesTopic);
  }

  private static boolean choosesTopic(ProcessorDefinition<?> step) {
    if (step instanceof ToDefinition to) {
      return to.getUri() != null
          && (to.getUri().startsWith("topic:") || to.getUri().startsWith("drop:"));
    }
    if (step instanceof ChoiceDefinition choice) {
      return choice.getWhenClauses().stream()
              .allMatch(
                  when -> asksTheEvent(when.getExpression()) && choosesTopics(when.getOutputs()))
          && (choice.getOtherwise() == null || choosesTopics(choice.getOtherwise().getOutputs()));
    }
    return step instanceof FilterDefinition filter
        && asksTheEvent(filter.getExpression())
        && choosesTopics(filter.getOutputs());
  }

  private static final class InPlace extends DelegateAsyncProcessor
      implements IdAware, RouteIdAware {
    private String id;
    private String routeId;

    private final ReactiveExecutor executor;

    InPlace(Processor steps, ReactiveExecutor executor) {
      super(steps);
      this.executor = executor;
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
      Object body = exchange.getMessage().getBody();
      Iterator<?> events =
          body instanceof List<?> list ? list.iterator() : Stream.ofNullable(body).iterator();
      executor.scheduleMain(new Walk(exchange, body, events, callback));
      return false;
    }

    /**
     * From event to event; Camel calls back when one has gone through all steps. The next goes in
     * from the executor: from within the call, a thousand events would be a stack a thousand deep.
     */
    private final class Walk implements AsyncCallback, Runnable {
      private final Exchange exchange;
      private final Object body;
      private final Iterator<?> events;
      private final AsyncCallback callback;

      Walk(Exchange exchange, Object body, Iterator<?> events, AsyncCallback callback) {
        this.exchange = exchange;
        this.body = body;
        this.events = events;
        this.callback = callback;
      }

      @Override
      public void done(boolean doneSync) {
        executor.schedule(this);
      }

      @Override
      public void run() {
        if (events.hasNext() && !exchange.isFailed()) {
          exchange.getMessage().setBody(events.next());
          processor.process(exchange, this);
        } else {
          exchange.getMessage().setBody(body);
          executor.schedule(callback);
        }
      }
    }

    @Override
    public String getId() {
      return id;
    }

    @Override
    public void setId(String id) {
      this.id = id;
    }

    @Override
    public String getRouteId() {
      return routeId;
    }

    @Override
    public void setRouteId(String routeId) {
      this.routeId = routeId;
    }
  }
}
