package bench;

import java.net.InetSocketAddress;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.eclipse.californium.core.CoapServer;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.OptionSet;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.californium.core.config.CoapConfig;
import org.eclipse.californium.core.network.CoapEndpoint;
import org.eclipse.californium.core.network.Exchange;
import org.eclipse.californium.core.server.MessageDeliverer;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.californium.elements.config.UdpConfig;

/**
 * CoAP to Kafka by hand: Californium without its resource tree, 2.04 when Kafka has acknowledged.
 * {@code PORT KAFKA TOPIC}.
 */
public final class CoapReference implements MessageDeliverer {
  private final KafkaProducer<String, byte[]> producer;
  private final String topic;

  private CoapReference(KafkaProducer<String, byte[]> producer, String topic) {
    this.producer = producer;
    this.topic = topic;
  }

  public static void main(String[] arguments) {
    CoapConfig.register();
    UdpConfig.register();
    Configuration configuration = Configuration.createStandardWithoutFile();
    configuration.set(CoapConfig.DEDUPLICATOR, CoapConfig.DEDUPLICATOR_PEERS_MARK_AND_SWEEP);
    CoapServer server = new CoapServer(configuration);
    server.addEndpoint(
        CoapEndpoint.builder()
            .setConfiguration(configuration)
            .setInetSocketAddress(
                new InetSocketAddress("127.0.0.1", Integer.parseInt(arguments[0])))
            .build());
    server.setMessageDeliverer(new CoapReference(ReferenceProducer.of(arguments[1]), arguments[2]));
    server.start();
    System.out.println("READY");
  }

  @Override
  public void deliverRequest(Exchange exchange) {
    OptionSet options = exchange.getRequest().getOptions();
    if (options.getUriPath().size() != 3) {
      exchange.sendResponse(new Response(ResponseCode.NOT_FOUND));
      return;
    }
    String device = options.getUriPath().get(1);
    producer.send(
        new ProducerRecord<>(topic, device, exchange.getRequest().getPayload()),
        (metadata, failure) ->
            exchange.execute(
                () ->
                    exchange.sendResponse(
                        new Response(
                            failure == null
                                ? ResponseCode.CHANGED
                                : ResponseCode.SERVICE_UNAVAILABLE))));
  }

  @Override
  public void deliverResponse(Exchange exchange, Response response) {}
}
