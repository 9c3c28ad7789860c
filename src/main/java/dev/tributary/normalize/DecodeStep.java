package dev.tributary.normalize;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.contract.Variables;
import java.util.function.Supplier;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * The step {@code decode}: the payload as a tree, and in the variable {@code shape} whose it is.
 */
final class DecodeStep implements Processor {
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
    byte[] payload = exchange.getMessage().getBody(byte[].class);
    MediaType type = MediaType.of((String) exchange.getVariable(Variables.CONTENT_TYPE));
    JsonNode tree = decoder.decode(payload, type);
    boolean senml = type == MediaType.SENML_JSON || type == MediaType.SENML_CBOR;
    exchange.setVariable(Variables.SHAPE, senml ? Shapes.SENML : catalogue.get().shapes().of(tree));
    exchange.getMessage().setBody(tree);
    observer.decoded(System.nanoTime() - begun);
  }
}
