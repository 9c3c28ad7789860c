package dev.tributary.ingest.camel;

import org.apache.camel.Endpoint;
import org.apache.camel.Processor;
import org.apache.camel.support.DefaultConsumer;

/** The route's side: the one that started last has what comes. */
final class IngestConsumer extends DefaultConsumer {
  private final CamelListener listener;

  IngestConsumer(Endpoint endpoint, Processor processor, CamelListener listener) {
    super(endpoint, processor);
    this.listener = listener;
  }

  @Override
  protected void doStart() throws Exception {
    super.doStart();
    listener.attach(this);
  }

  @Override
  protected void doStop() throws Exception {
    listener.detach(this);
    super.doStop();
  }
}
