package dev.tributary.kafka.out;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.MultipleConsumersSupport;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.util.TimeUtils;

/** {@code from: out:events}: what Kafka stores, in lists, at least once and in order. */
final class OutComponent extends DefaultComponent {
  private static final int MOST = 1000;
  private static final String AGE = "200";
  private static final int WORKERS = 4;
  private static final String EARLIEST = "earliest";

  private final OutModule module;

  OutComponent(OutModule module) {
    this.module = module;
  }

  @Override
  protected Endpoint createEndpoint(String uri, String topics, Map<String, Object> parameters) {
    String start = text(parameters, "start", EARLIEST);
    if (!start.equals(EARLIEST) && !start.equals("now")) {
      throw new IllegalArgumentException(
          "start of out: must be earliest or now but is \"%s\"".formatted(start));
    }
    OutOptions options =
        new OutOptions(
            topics,
            text(parameters, "group", null),
            getAndRemoveParameter(parameters, "maxRecords", Integer.class, MOST),
            TimeUtils.toMilliSeconds(text(parameters, "maxAge", AGE)),
            getAndRemoveParameter(parameters, "workers", Integer.class, WORKERS),
            start.equals("now"),
            members(text(parameters, "groupBy", "")));
    // a wrong name is an error here, where the line of the route is known
    module.pattern(topics);
    if (Arrays.asList(topics.split(",", -1)).contains(OutTopics.COMMANDS)) {
      // others write it, and it is there for them
      module.expect(OutTopics.COMMANDS);
    }
    return new OutEndpoint(uri, options);
  }

  private String text(Map<String, Object> parameters, String name, String otherwise) {
    return getAndRemoveParameter(parameters, name, String.class, otherwise);
  }

  private static List<String> members(String names) {
    return Arrays.stream(names.split(",")).map(String::strip).filter(n -> !n.isEmpty()).toList();
  }

  /** One address. */
  private final class OutEndpoint extends DefaultEndpoint implements MultipleConsumersSupport {
    private final OutOptions options;

    OutEndpoint(String uri, OutOptions options) {
      super(uri, OutComponent.this);
      this.options = options;
    }

    /** Each route has a group of its own. */
    @Override
    public boolean isMultipleConsumersSupported() {
      return true;
    }

    @Override
    public Producer createProducer() {
      throw new UnsupportedOperationException("out: is for from, not for to");
    }

    @Override
    public Consumer createConsumer(Processor processor) {
      return module.isOffline()
          ? new OfflineOut(this, processor, options, module)
          : new OutConsumer(this, processor, options, module);
    }
  }
}
