package dev.tributary.engine;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.NoSuchEndpointException;
import org.apache.camel.model.DynamicRouterDefinition;
import org.apache.camel.model.EnrichDefinition;
import org.apache.camel.model.ExpressionNode;
import org.apache.camel.model.PollDefinition;
import org.apache.camel.model.PollEnrichDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RecipientListDefinition;
import org.apache.camel.model.RoutingSlipDefinition;
import org.apache.camel.model.ToDynamicDefinition;
import org.apache.camel.model.language.ExpressionDefinition;

/**
 * What is written of addresses that a step computes for each message. Camel looks for their
 * component with the first message that goes there.
 */
final class ComputedAddresses {
  private static final Set<String> WRITTEN = Set.of("constant", "simple");

  /** What simple computes; parts of it that are nested stay, and begin no address. */
  private static final Pattern COMPUTED = Pattern.compile("\\$(simple)?\\{[^}]*}");

  private static final Pattern SCHEME =
      Pattern.compile("\\s*([a-zA-Z][\\w+.-]*):.*", Pattern.DOTALL);

  private ComputedAddresses() {}

  /**
   * @throws NoSuchEndpointException for the first that begins with a component that is not there
   */
  static void requireComponents(CamelContext camel, ProcessorDefinition<?> step) {
    for (String address : of(camel, step)) {
      Matcher scheme = SCHEME.matcher(address);
      if (scheme.matches() && camel.getComponent(scheme.group(1), true, false) == null) {
        throw new NoSuchEndpointException(address.strip());
      }
    }
  }

  private static List<String> of(CamelContext camel, ProcessorDefinition<?> step) {
    if (step instanceof ToDynamicDefinition to) {
      return mayBeInvalid(to.getIgnoreInvalidEndpoint()) ? List.of() : one(camel, to.getUri());
    }
    if (step instanceof PollDefinition poll) {
      return one(camel, poll.getUri());
    }
    if (step instanceof EnrichDefinition enrich) {
      return mayBeInvalid(enrich.getIgnoreInvalidEndpoint())
          ? List.of()
          : one(camel, written(enrich));
    }
    if (step instanceof PollEnrichDefinition enrich) {
      return mayBeInvalid(enrich.getIgnoreInvalidEndpoint())
          ? List.of()
          : one(camel, written(enrich));
    }
    if (step instanceof RecipientListDefinition<?> list) {
      return mayBeInvalid(list.getIgnoreInvalidEndpoints())
          ? List.of()
          : many(camel, written(list), list.getDelimiter());
    }
    if (step instanceof RoutingSlipDefinition<?> slip) {
      return mayBeInvalid(slip.getIgnoreInvalidEndpoints())
          ? List.of()
          : many(camel, written(slip), slip.getUriDelimiter());
    }
    if (step instanceof DynamicRouterDefinition<?> router) {
      return mayBeInvalid(router.getIgnoreInvalidEndpoints())
          ? List.of()
          : many(camel, written(router), router.getUriDelimiter());
    }
    return List.of();
  }

  private static boolean mayBeInvalid(String ignored) {
    return ignored != null && !ignored.equals("false");
  }

  private static String written(ExpressionNode step) {
    ExpressionDefinition expression = step.getExpression();
    return expression != null && WRITTEN.contains(expression.getLanguage())
        ? expression.getExpression()
        : null;
  }

  private static List<String> one(CamelContext camel, String text) {
    return text == null ? List.of() : List.of(plain(camel, text));
  }

  private static List<String> many(CamelContext camel, String text, String delimiter) {
    if (text == null) {
      return List.of();
    }
    String between = Objects.requireNonNullElse(delimiter, ",");
    return List.of(plain(camel, text).split(Pattern.quote(between)));
  }

  private static String plain(CamelContext camel, String text) {
    return COMPUTED.matcher(camel.resolvePropertyPlaceholders(text)).replaceAll("...");
  }
}
