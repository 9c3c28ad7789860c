package dev.tributary.ingest.camel;

import java.util.Map;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.DefaultEndpoint;

/** {@code to: ingest:<address>} and {@code from: ingest:*}. */
final class IngestComponent extends DefaultComponent {
  private static final String ALL = "*";

  private final CamelListener listener;

  IngestComponent(CamelListener listener) {
    this.listener = listener;
  }

  @Override
  protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) {
    return new IngestEndpoint(uri, this, listener, remaining.replaceFirst("^/+", ""));
  }

  private static final class IngestEndpoint extends DefaultEndpoint {
    private final CamelListener listener;
    private final String address;

    IngestEndpoint(String uri, IngestComponent component, CamelListener listener, String address) {
      super(uri, component);
      this.listener = listener;
      this.address = address;
    }

    @Override
    public boolean isSingleton() {
      return true;
    }

    @Override
    public Producer createProducer() {
      return new IngestProducer(this, listener, address);
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
      if (!address.equals(ALL)) {
        throw new IllegalArgumentException(
            "a route begins with ingest:*, for all addresses, but this with ingest:" + address);
      }
      IngestConsumer consumer = new IngestConsumer(this, processor, listener);
      configureConsumer(consumer);
      return consumer;
    }
  }
}
