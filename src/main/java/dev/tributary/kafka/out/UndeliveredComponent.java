package dev.tributary.kafka.out;

import dev.tributary.contract.OwnReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.DefaultProducer;

/**
 * {@code to: undelivered:<reason>}: the record, or each of the list, is refused for good by the far
 * end. It is stored in the topic of undelivered ones, and its list counts as delivered.
 */
final class UndeliveredComponent extends DefaultComponent {
  private final OutModule module;

  UndeliveredComponent(OutModule module) {
    this.module = module;
  }

  @Override
  protected Endpoint createEndpoint(String uri, String reason, Map<String, Object> parameters) {
    if (!OwnReason.isValid(reason)) {
      throw new IllegalArgumentException(
          "undelivered:<reason> takes a reason of 1 to 40 characters out of a-z, 0-9 and -; got \"%s\""
              .formatted(reason));
    }
    module.expectUndelivered();
    return new UndeliveredEndpoint(uri, reason);
  }

  private final class UndeliveredEndpoint extends DefaultEndpoint {
    private final String reason;

    UndeliveredEndpoint(String uri, String reason) {
      super(uri, UndeliveredComponent.this);
      this.reason = reason;
    }

    @Override
    public Producer createProducer() {
      return new DefaultProducer(this) {
        @Override
        public void process(Exchange exchange) throws Exception {
          Exception cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
          for (OutRecord record : records(exchange.getMessage().getBody())) {
            module.undelivered(record, exchange.getFromRouteId(), reason, cause);
          }
        }
      };
    }

    @Override
    public Consumer createConsumer(Processor processor) {
      throw new UnsupportedOperationException("undelivered: is for to, not for from");
    }
  }

  private static List<OutRecord> records(Object body) {
    List<OutRecord> records = new ArrayList<>();
    for (Object item : body instanceof Iterable<?> list ? list : List.of(body)) {
      if (!(item instanceof OutRecord record)) {
        throw new IllegalArgumentException(
            "undelivered: takes a record that out: gave, or a list of such, but the body is "
                + (item == null ? "empty" : item.getClass().getSimpleName()));
      }
      records.add(record);
    }
    return records;
  }
}
