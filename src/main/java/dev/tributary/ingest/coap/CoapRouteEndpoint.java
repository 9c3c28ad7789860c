package dev.tributary.ingest.coap;

import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.coap.CoAPComponent;
import org.apache.camel.coap.CoAPEndpoint;

/** The stock endpoint, options and all, whose consumer answers when Kafka has, not before. */
final class CoapRouteEndpoint extends CoAPEndpoint {
  private final CoapListener end;

  CoapRouteEndpoint(String uri, CoAPComponent component, CoapListener end) {
    super(uri, component);
    this.end = end;
  }

  @Override
  public Consumer createConsumer(Processor processor) throws Exception {
    CoapConsumer consumer = new CoapConsumer(this, processor, end);
    configureConsumer(consumer);
    return consumer;
  }
}
