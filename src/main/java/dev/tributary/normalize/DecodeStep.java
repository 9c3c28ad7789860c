package dev.tributary.normalize;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.contract.Variables;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * The step {@code decode}: the payload as a tree, and in the variable {@code shape} whose it is.
 */
final class DecodeStep implements Processor {
  private static final String F_PORT = "f-port";

  private final Decoder decoder;
  private final Supplier<Catalogue> catalogue;
  private final NormalizeObserver observer;

  DecodeStep(
      int maxDepth, int maxValues, Supplier<Catalogue> catalogue, NormalizeObserver observer) {
    this.decoder = new Decoder(maxDepth, maxValues);
    this.catalogue = catalogue;
    this.observer = observer;
  }

  @Override
  public void process(Exchange exchange) {
    long begun = System.nanoTime();
    Catalogue now = catalogue.get();
    byte[] payload = exchange.getMessage().getBody(byte[].class);
    NamedDecoder own = now.decoders().isEmpty() ? null : ofMessage(exchange, now.decoders());
    if (own == null) {
      decode(exchange, payload, now);
    } else {
      exchange.setVariable(Variables.DECODER, own.name());
      exchange.setVariable(Variables.SHAPE, own.shape());
      exchange.getMessage().setBody(own.decode(payload, message(exchange)));
    }
    observer.decoded(System.nanoTime() - begun);
  }

  /** By content type or by the text itself. */
  private void decode(Exchange exchange, byte[] payload, Catalogue now) {
    MediaType type = MediaType.of((String) exchange.getVariable(Variables.CONTENT_TYPE));
    JsonNode tree = decoder.decode(payload, type);
    if (type == MediaType.SENML_JSON || type == MediaType.SENML_CBOR) {
      exchange.setVariable(Variables.SHAPE, Shapes.SENML);
    } else {
      Shapes.Shape shape = now.shapes().of(tree);
      exchange.setVariable(Variables.SHAPE, shape.name());
      if (shape.uplink() != null && !now.decoders().isEmpty()) {
        uplink(exchange, shape.uplink(), tree, now.decoders());
      }
    }
    exchange.getMessage().setBody(tree);
  }

  private static NamedDecoder ofMessage(Exchange exchange, Decoders decoders) {
    return decoders.ofMessage(
        (String) exchange.getVariable(Variables.ADDRESS),
        (String) exchange.getVariable(Variables.CONTENT_TYPE),
        (String) exchange.getVariable(Variables.DEVICE));
  }

  private static void uplink(Exchange exchange, Uplink uplink, JsonNode tree, Decoders decoders) {
    int port = uplink.openPort(tree);
    NamedDecoder own =
        port < 0
            ? null
            : decoders.ofUplink(
                port,
                (String) exchange.getVariable(Variables.ADDRESS),
                (String) exchange.getVariable(Variables.CONTENT_TYPE),
                uplink.device(tree, (String) exchange.getVariable(Variables.DEVICE)));
    if (own != null) {
      exchange.setVariable(Variables.DECODER, own.name());
      Map<String, String> message = message(exchange);
      message.put(F_PORT, String.valueOf(port));
      own.decode(uplink, tree, message);
    }
  }

  private static Map<String, String> message(Exchange exchange) {
    Map<String, String> message = new HashMap<>();
    for (String name :
        new String[] {
          Variables.ADDRESS, Variables.DEVICE, Variables.KIND, Variables.CONTENT_TYPE
        }) {
      if (exchange.getVariable(name) instanceof String value) {
        message.put(name, value);
      }
    }
    return message;
  }
}
