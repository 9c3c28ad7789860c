package dev.tributary.ingest.coap;

import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.californium.core.network.CoapEndpoint;
import org.eclipse.californium.core.network.ExtendedCoapStackFactory;
import org.eclipse.californium.core.network.InMemoryMessageExchangeStore;
import org.eclipse.californium.core.network.Outbox;
import org.eclipse.californium.core.network.RandomTokenGenerator;
import org.eclipse.californium.core.network.serialization.UdpDataSerializer;
import org.eclipse.californium.core.network.stack.CoapStack;
import org.eclipse.californium.elements.Connector;
import org.eclipse.californium.elements.EndpointContextMatcher;
import org.eclipse.californium.elements.config.Configuration;

/**
 * An endpoint with bounds of its own on what is remembered of requests and uploads. Where there is
 * a plain and a secure one, each has its share, so that unauthenticated senders cannot use up that
 * of the others.
 */
final class BoundedEndpoint {
  private final Uploads uploads;
  private final RecentExchanges recent;
  private final AtomicInteger unconfirmed = new AtomicInteger();
  private final int maxUnconfirmed;

  private BoundedEndpoint(int maxPayloadBytes, int endpoints) {
    long heap = Runtime.getRuntime().maxMemory();
    long uploadBytes = Tuning.uploadBytes(heap, maxPayloadBytes) / endpoints;
    this.recent = new RecentExchanges(Tuning.exchanges(heap) / endpoints, Tuning.EXCHANGE_LIFETIME);
    this.uploads =
        new Uploads(maxPayloadBytes, Math.max(maxPayloadBytes, uploadBytes), System::nanoTime);
    this.maxUnconfirmed = Tuning.UNCONFIRMED / endpoints;
  }

  /**
   * @param endpoints how many share what there is
   */
  static CoapEndpoint of(
      int endpoints,
      Configuration configuration,
      int maxPayloadBytes,
      Connector connector,
      EndpointContextMatcher matcher,
      RequestHandler handler) {
    return new BoundedEndpoint(maxPayloadBytes, endpoints)
        .build(configuration, connector, matcher, handler);
  }

  private CoapEndpoint build(
      Configuration configuration,
      Connector connector,
      EndpointContextMatcher matcher,
      RequestHandler handler) {
    InMemoryMessageExchangeStore store =
        new InMemoryMessageExchangeStore(configuration, new RandomTokenGenerator(configuration));
    store.setDeduplicator(recent);
    store.setMessageIdProvider(new PeerMessageIds());
    return CoapEndpoint.builder()
        .setConfiguration(configuration)
        .setConnector(connector)
        .setEndpointContextMatcher(matcher)
        .setMessageExchangeStore(store)
        .setDataSerializerAndParser(new UdpDataSerializer(), new RequestParser(handler))
        .setCoapStackFactory(new Layers(handler))
        .build();
  }

  private final class Layers implements ExtendedCoapStackFactory {
    private final RequestHandler handler;

    Layers(RequestHandler handler) {
      this.handler = handler;
    }

    @Override
    public CoapStack createCoapStack(
        String protocol,
        String tag,
        Configuration config,
        EndpointContextMatcher matcher,
        Outbox outbox,
        Object argument) {
      return new Stack(
          tag,
          config,
          outbox,
          new UploadLayer(uploads, handler),
          new AnswerLayer(recent, unconfirmed, maxUnconfirmed));
    }

    @Override
    @SuppressWarnings("deprecation")
    public CoapStack createCoapStack(
        String protocol, String tag, Configuration config, Outbox outbox, Object argument) {
      return createCoapStack(protocol, tag, config, null, outbox, argument);
    }
  }
}
