package dev.tributary.ingest.coap;

import org.apache.camel.Processor;
import org.apache.camel.support.DefaultConsumer;

/** A path of an operator's own: its route answers for itself. */
final class OwnCoapConsumer extends DefaultConsumer {
  private final CoapListener listener;
  private final OwnResource resource;

  OwnCoapConsumer(
      CoapRouteEndpoint endpoint,
      Processor processor,
      CoapListener listener,
      OwnResource resource) {
    super(endpoint, processor);
    this.listener = listener;
    this.resource = resource;
  }

  OwnResource resource() {
    return resource;
  }

  @Override
  protected void doStart() throws Exception {
    super.doStart();
    listener.openOwn();
    listener.own().add(this);
  }

  @Override
  protected void doStop() throws Exception {
    listener.own().remove(this);
    super.doStop();
  }
}
