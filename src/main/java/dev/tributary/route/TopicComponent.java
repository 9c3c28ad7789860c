package dev.tributary.route;

import dev.tributary.contract.Event;
import dev.tributary.kafka.Topics;
import java.util.Map;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Component;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultAsyncProducer;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.DefaultEndpoint;

/**
 * {@code topic:sensor} in a route gives an event the topic that kinds.yaml names for its kind in
 * that group; {@code topic:event.alarm} gives it that very topic; {@code
 * topic:event.alarm?copy=true} sends a copy there. Nothing is sent before publish.
 */
public final class TopicComponent extends DefaultComponent {
  private final Topics topics;

  public TopicComponent(Topics topics) {
    this.topics = topics;
  }

  @Override
  protected Endpoint createEndpoint(String uri, String name, Map<String, Object> parameters) {
    boolean copy = getAndRemoveParameter(parameters, "copy", boolean.class, false);
    if (name.contains(".")) {
      // known from now on, so that its metadata is there when the first event comes
      topics.event(name);
    }
    return new TopicEndpoint(uri, this, name, copy);
  }

  private static final class TopicEndpoint extends DefaultEndpoint {
    private final String name;
    private final boolean copy;

    TopicEndpoint(String uri, Component component, String name, boolean copy) {
      super(uri, component);
      this.name = name;
      this.copy = copy;
    }

    @Override
    public Producer createProducer() {
      return new TopicProducer(this);
    }

    @Override
    public Consumer createConsumer(Processor processor) {
      throw new UnsupportedOperationException("topic: is for to, not for from");
    }

    @Override
    public boolean isSingleton() {
      return true;
    }

    private void give(Event event) {
      String topic = name.equals(event.group()) ? event.defaultTopic() : name;
      if (copy) {
        event.copyTo(topic);
      } else {
        event.topic(topic);
      }
    }
  }

  private static final class TopicProducer extends DefaultAsyncProducer {
    private final TopicEndpoint endpoint;

    TopicProducer(TopicEndpoint endpoint) {
      super(endpoint);
      this.endpoint = endpoint;
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
      if (exchange.getMessage().getBody() instanceof Event event) {
        endpoint.give(event);
      } else {
        exchange.setException(
            new IllegalArgumentException(
                endpoint.getEndpointUri() + " takes an event; split the list of events first"));
      }
      callback.done(true);
      return true;
    }
  }
}
