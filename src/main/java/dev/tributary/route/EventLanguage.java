package dev.tributary.route;

import dev.tributary.contract.Event;
import java.util.Map;
import java.util.function.Function;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.language.bean.BeanLanguage;
import org.apache.camel.support.ExpressionAdapter;

/**
 * Camel's bean language, which answers {@code ${body.kind}} and the like by reflection on a copy of
 * the exchange; this one reads an event directly and leaves everything else to Camel.
 */
public final class EventLanguage extends BeanLanguage {
  private static final Map<String, Expression> ACCESSORS =
      Map.ofEntries(
          accessor("id", Event::id),
          accessor("device", Event::device),
          accessor("region", Event::region),
          accessor("kind", Event::kind),
          accessor("group", Event::group),
          accessor("value", Event::value),
          accessor("unit", Event::unit),
          accessor("time", Event::time),
          accessor("received", Event::received),
          accessor("source", Event::source),
          accessor("attributes", Event::attributes),
          accessor("topic", Event::topic),
          accessor("defaultTopic", Event::defaultTopic));

  @Override
  public Expression createExpression(String expression, Object[] properties) {
    if (properties != null
        && properties.length == 3
        && properties[1] instanceof Event
        && properties[2] instanceof String name) {
      Expression accessor = ACCESSORS.get(name);
      if (accessor != null) {
        return accessor;
      }
    }
    return super.createExpression(expression, properties);
  }

  private static Map.Entry<String, Expression> accessor(
      String name, Function<Event, Object> accessor) {
    return Map.entry(
        "." + name,
        new ExpressionAdapter() {
          @Override
          public Object evaluate(Exchange exchange) {
            return accessor.apply((Event) exchange.getIn().getBody());
          }

          @Override
          public void init(CamelContext context) {
            // reads an event, for which it needs no context
          }
        });
  }
}
