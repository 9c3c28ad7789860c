package dev.tributary.ingest.coap;

import org.eclipse.californium.core.network.Outbox;
import org.eclipse.californium.core.network.stack.BaseCoapStack;
import org.eclipse.californium.core.network.stack.CongestionControlLayer;
import org.eclipse.californium.core.network.stack.ExchangeCleanupLayer;
import org.eclipse.californium.core.network.stack.Layer;
import org.eclipse.californium.elements.config.Configuration;

/**
 * What a request goes through from the lowest of these layers to the handler, and its answer back.
 */
final class Stack extends BaseCoapStack {
  Stack(String tag, Configuration configuration, Outbox outbox, Layer uploads, Layer answers) {
    super(outbox);
    setLayers(
        new Layer[] {
          new ExchangeCleanupLayer(configuration),
          uploads,
          answers,
          CongestionControlLayer.newImplementation(tag, configuration)
        });
  }
}
