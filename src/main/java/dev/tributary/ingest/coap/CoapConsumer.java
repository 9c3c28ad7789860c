package dev.tributary.ingest.coap;

import org.apache.camel.Processor;
import org.apache.camel.support.DefaultConsumer;

/**
 * The route's side of the CoAP listener. Starting it opens the sockets; stopping it only takes the
 * route away: while a route is exchanged, devices are answered "try again", not with silence.
 */
final class CoapConsumer extends DefaultConsumer {
  private final CoapRouteEndpoint endpoint;
  private final CoapListener listener;

  CoapConsumer(CoapRouteEndpoint endpoint, Processor processor, CoapListener listener) {
    super(endpoint, processor);
    this.endpoint = endpoint;
    this.listener = listener;
  }

  @Override
  protected void doStart() throws Exception {
    super.doStart();
    listener.open(endpoint.getUri().getHost(), endpoint.getUri().getPort());
    listener.attach(this);
  }

  @Override
  protected void doStop() throws Exception {
    listener.detach(this);
    super.doStop();
  }
}
