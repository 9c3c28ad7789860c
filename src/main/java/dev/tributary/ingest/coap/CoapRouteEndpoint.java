package dev.tributary.ingest.coap;

import java.util.OptionalInt;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.coap.CoAPComponent;
import org.apache.camel.coap.CoAPEndpoint;
import org.apache.camel.support.DefaultConsumer;

/**
 * The stock endpoint, options and all. Where devices are served, its consumer answers when Kafka
 * has, not before; at any other path an operator's route answers for itself.
 */
final class CoapRouteEndpoint extends CoAPEndpoint {
  private final CoapListener listener;

  CoapRouteEndpoint(String uri, CoAPComponent component, CoapListener listener) {
    super(uri, component);
    this.listener = listener;
  }

  @Override
  public Consumer createConsumer(Processor processor) throws Exception {
    String path = getUri().getPath() == null ? "" : getUri().getPath().replaceFirst("^/+", "");
    refuse(CoAPEndpoint.enableTCP(getUri()), "%s is not served here: use coap: or coaps:");
    DefaultConsumer consumer =
        listener.isPipelines(path)
            ? new CoapConsumer(this, processor, listener)
            : own(path, processor);
    configureConsumer(consumer);
    return consumer;
  }

  private DefaultConsumer own(String path, Processor processor) {
    boolean secure = CoAPEndpoint.enableDTLS(getUri());
    OptionalInt port = listener.servedPort(secure);
    refuse(
        port.isEmpty() || getUri().getPort() != port.getAsInt(),
        secure
            ? "%s must be at {{tributary.coap.secure-port}}, where CoAPS is served"
            : "%s must be at {{tributary.coap.port}}, where CoAP is served");
    refuse(isObservable(), "observable is not supported at %s");
    refuse(
        getSslContextParameters() != null
            || getPrivateKey() != null
            || getAdvancedPskStore() != null,
        "%s takes its keys from tributary.coap.*, not from options");
    return new OwnCoapConsumer(
        this, processor, listener, OwnResource.of(path, getCoapMethodRestrict(), secure));
  }

  private void refuse(boolean wrong, String sentence) {
    if (wrong) {
      throw new IllegalArgumentException(sentence.formatted(getEndpointUri()));
    }
  }
}
