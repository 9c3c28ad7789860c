package dev.tributary.normalize;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.ValidationMessage;
import dev.tributary.contract.Reason;
import dev.tributary.contract.Rejection;
import dev.tributary.contract.Variables;
import dev.tributary.project.BoundedText;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.DefaultProducer;

/** {@code mapping:zigbee2mqtt} in a route applies that mapping to the decoded payload. */
final class MappingComponent extends DefaultComponent {
  private static final int MOST_OF_ONE_HASH = 32;

  private final Supplier<Catalogue> catalogue;
  private final NormalizeObserver observer;

  MappingComponent(Supplier<Catalogue> catalogue, NormalizeObserver observer) {
    this.catalogue = catalogue;
    this.observer = observer;
  }

  @Override
  protected Endpoint createEndpoint(String uri, String name, Map<String, Object> parameters) {
    Catalogue known = catalogue.get();
    if (known != null && !known.mappings().containsKey(name)) {
      throw new IllegalArgumentException(
          "mapping:%s must name a file of routes/mappings, %s.jslt, or flat or senml"
              .formatted(name, name));
    }
    return new MappingEndpoint(uri, name);
  }

  private final class MappingEndpoint extends DefaultEndpoint {
    private final String name;

    MappingEndpoint(String uri, String name) {
      super(uri, MappingComponent.this);
      this.name = name;
    }

    @Override
    public Producer createProducer() {
      return new DefaultProducer(this) {
        @Override
        public void process(Exchange exchange) {
          map(exchange, name);
        }
      };
    }

    @Override
    public Consumer createConsumer(Processor processor) {
      throw new UnsupportedOperationException("mapping: is for to, not for from");
    }
  }

  private void map(Exchange exchange, String name) {
    long begun = System.nanoTime();
    Catalogue now = catalogue.get();
    Mapping mapping = now.mappings().get(name);
    if (!(exchange.getMessage().getBody() instanceof JsonNode payload) || mapping == null) {
      throw new Rejection(
          Reason.INTERNAL,
          mapping == null
              ? "there is no mapping " + name
              : "mapping:" + name + " needs the tree that the step decode makes");
    }
    exchange.setVariable(Variables.MAPPING, name);
    exchange
        .getMessage()
        .setBody(
            BoundedText.together(
                () -> {
                  validate(now.schemas().get(name), payload, name);
                  return mapping.map(payload, context(exchange));
                }));
    observer.mapped(name, System.nanoTime() - begun);
  }

  private static void validate(JsonSchema schema, JsonNode payload, String name) {
    if (schema == null) {
      return;
    }
    if (collides(payload)) {
      throw new Rejection(
          Reason.INVALID,
          "the payload cannot be checked with schemas/%s.schema.json: more than %d names share a hash"
              .formatted(name, MOST_OF_ONE_HASH));
    }
    Set<ValidationMessage> problems = problems(schema, payload, name);
    if (!problems.isEmpty()) {
      throw new Rejection(
          Reason.INVALID,
          "the payload does not keep to schemas/%s.schema.json: %s"
              .formatted(name, problems.iterator().next().getMessage()));
    }
  }

  /**
   * The validator keeps what it finds in hash sets: names that were chosen to share one hash would
   * cost it the square of their number.
   */
  private static boolean collides(JsonNode node) {
    if (node.isObject() && node.size() > MOST_OF_ONE_HASH) {
      int[] hashes = new int[node.size()];
      int at = 0;
      for (Map.Entry<String, JsonNode> member : node.properties()) {
        hashes[at++] = member.getKey().hashCode();
      }
      Arrays.sort(hashes);
      for (int i = MOST_OF_ONE_HASH; i < hashes.length; i++) {
        if (hashes[i] == hashes[i - MOST_OF_ONE_HASH]) {
          return true;
        }
      }
    }
    for (JsonNode child : node) {
      if (child.isContainerNode() && collides(child)) {
        return true;
      }
    }
    return false;
  }

  private static Set<ValidationMessage> problems(JsonSchema schema, JsonNode payload, String name) {
    try {
      return schema.validate(payload, context -> context.getExecutionConfig().setFailFast(true));
    } catch (BoundedText.TooSlow e) {
      throw new Rejection(
          Reason.INVALID,
          "the payload cannot be compared with schemas/%s.schema.json: %s"
              .formatted(name, e.getMessage()));
    }
  }

  private static Mapping.Context context(Exchange exchange) {
    return new Mapping.Context(
        (String) exchange.getVariable(Variables.ADDRESS),
        (String) exchange.getVariable(Variables.DEVICE),
        (String) exchange.getVariable(Variables.KIND),
        (Instant) exchange.getVariable(Variables.RECEIVED));
  }
}
