package dev.tributary.ingest.coap;

import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.coap.CoAPComponent;

/** The schemes of CoAP with the stock options and our own consumers. */
final class CoapComponent extends CoAPComponent {
  private final CoapListener listener;

  CoapComponent(CoapListener listener) {
    this.listener = listener;
  }

  @Override
  protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters)
      throws Exception {
    CoapRouteEndpoint endpoint = new CoapRouteEndpoint(uri, this, listener);
    setProperties(endpoint, parameters);
    return endpoint;
  }

  @Override
  protected void doStop() throws Exception {
    listener.close();
    super.doStop();
  }

  @Override
  protected void doShutdown() throws Exception {
    listener.own().close();
    super.doShutdown();
  }
}
