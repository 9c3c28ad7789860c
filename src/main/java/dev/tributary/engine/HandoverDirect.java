package dev.tributary.engine;

import dev.tributary.contract.HonouredOptions;
import dev.tributary.contract.Variables;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.component.direct.DirectComponent;
import org.apache.camel.component.direct.DirectConsumerNotAvailableException;
import org.apache.camel.component.direct.DirectEndpoint;
import org.apache.camel.support.DefaultAsyncProducer;
import org.apache.camel.support.DefaultConsumer;

/**
 * The scheme {@code direct} with consumers that hand over: the route that started last has the
 * messages, and the one before it keeps what it has. So every message finds a consumer while a
 * route is exchanged.
 */
public final class HandoverDirect extends DirectComponent {
  /** Of {@code direct:}: a message never waits for a route, and finds one or fails. */
  public static final HonouredOptions OPTIONS =
      new HonouredOptions(
          Set.of("lazyStartProducer"),
          Map.of("block", "false", "failIfNoConsumers", "true", "synchronous", "false"));

  private final Map<String, Slot> slots = new ConcurrentHashMap<>();

  /** Who consumes from one name, the latest last. */
  private static final class Slot {
    private final List<SlotConsumer> consumers = new CopyOnWriteArrayList<>();
    private volatile SlotConsumer current;

    synchronized void enter(SlotConsumer consumer) {
      consumers.add(consumer);
      current = consumer;
    }

    synchronized void leave(SlotConsumer consumer) {
      consumers.remove(consumer);
      current = consumers.isEmpty() ? null : consumers.get(consumers.size() - 1);
    }
  }

  @Override
  protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters)
      throws Exception {
    SlotEndpoint endpoint =
        new SlotEndpoint(uri, this, slots.computeIfAbsent(remaining, name -> new Slot()));
    setProperties(endpoint, parameters);
    return endpoint;
  }

  private static final class SlotEndpoint extends DirectEndpoint {
    private final Slot slot;

    SlotEndpoint(String uri, DirectComponent component, Slot slot) {
      super(uri, component);
      this.slot = slot;
    }

    @Override
    public Producer createProducer() {
      return new SlotProducer(this);
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
      SlotConsumer consumer = new SlotConsumer(this, processor);
      configureConsumer(consumer);
      return consumer;
    }
  }

  private static final class SlotConsumer extends DefaultConsumer {
    private final Slot slot;

    SlotConsumer(SlotEndpoint endpoint, Processor processor) {
      super(endpoint, processor);
      this.slot = endpoint.slot;
    }

    @Override
    protected void doStart() throws Exception {
      super.doStart();
      slot.enter(this);
    }

    @Override
    protected void doStop() throws Exception {
      slot.leave(this);
      super.doStop();
    }
  }

  private static final class SlotProducer extends DefaultAsyncProducer {
    private final Slot slot;

    SlotProducer(SlotEndpoint endpoint) {
      super(endpoint);
      this.slot = endpoint.slot;
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
      SlotConsumer consumer = slot.current;
      if (consumer == null) {
        exchange.setException(
            new DirectConsumerNotAvailableException(
                "No route begins with " + getEndpoint().getEndpointBaseUri(), exchange));
        callback.done(true);
        return true;
      }
      return consumer
          .getAsyncProcessor()
          .process(
              exchange,
              doneSync -> {
                if (exchange.getException() != null) {
                  noteRoute(exchange, consumer);
                }
                callback.done(doneSync);
              });
    }

    /** The innermost route comes first; those that it ends in turn add nothing. */
    private static void noteRoute(Exchange exchange, SlotConsumer consumer) {
      Exception failure = exchange.getException();
      boolean noted =
          exchange.getProperty(Variables.FAILED_IN) instanceof Map.Entry<?, ?> before
              && before.getKey() == failure;
      if (!noted) {
        exchange.setProperty(Variables.FAILED_IN, Map.entry(failure, consumer.getRouteId()));
      }
    }
  }
}
