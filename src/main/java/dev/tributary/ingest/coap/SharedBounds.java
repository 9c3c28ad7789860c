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
 * What the plain and the secure endpoint have in common: what is remembered of requests and uploads
 * is bounded for both together.
 */
final class SharedBounds {
  private final Configuration configuration;
  private final Uploads uploads;
  private final RecentExchanges recent;
  private final PeerMessageIds messageIds = new PeerMessageIds();
  private final AtomicInteger unconfirmed = new AtomicInteger();

  SharedBounds(Configuration configuration, int maxPayloadBytes) {
    long heap = Runtime.getRuntime().maxMemory();
    this.configuration = configuration;
    this.recent = new RecentExchanges(Tuning.exchanges(heap), Tuning.EXCHANGE_LIFETIME);
    this.uploads =
        new Uploads(maxPayloadBytes, Tuning.uploadBytes(heap, maxPayloadBytes), System::nanoTime);
  }

  CoapEndpoint endpoint(
      Connector connector, EndpointContextMatcher matcher, RequestHandler handler) {
    InMemoryMessageExchangeStore store =
        new InMemoryMessageExchangeStore(configuration, new RandomTokenGenerator(configuration));
    store.setDeduplicator(recent);
    store.setMessageIdProvider(messageIds);
    return CoapEndpoint.builder()
        .setConfiguration(configuration)
        .setConnector(connector)
        .setEndpointContextMatcher(matcher)
        .setMessageExchangeStore(store)
        .setDataSerializerAndParser(new UdpDataSerializer(), new RequestParser())
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
          new UploadLayer(tag, config, matcher, uploads, handler),
          new AnswerLayer(recent, unconfirmed, Tuning.UNCONFIRMED));
    }

    @Override
    @SuppressWarnings("deprecation")
    public CoapStack createCoapStack(
        String protocol, String tag, Configuration config, Outbox outbox, Object argument) {
      return createCoapStack(protocol, tag, config, null, outbox, argument);
    }
  }
}
