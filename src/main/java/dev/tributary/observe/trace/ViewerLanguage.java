package dev.tributary.observe.trace;

import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.Predicate;
import org.apache.camel.spi.Language;

/**
 * Hands the tracer a predicate that is compiled already: its filter can only be given as text, and
 * names a language.
 */
final class ViewerLanguage implements Language {
  static final String NAME = "tributary-viewers";
  private final java.util.function.Predicate<Exchange> wanted;

  ViewerLanguage(java.util.function.Predicate<Exchange> wanted) {
    this.wanted = wanted;
  }

  @Override
  public Predicate createPredicate(String expression) {
    return new Predicate() {
      @Override
      public boolean matches(Exchange exchange) {
        return wanted.test(exchange);
      }

      @Override
      public String toString() {
        return expression;
      }
    };
  }

  @Override
  public Expression createExpression(String expression) {
    throw new UnsupportedOperationException("this language decides only whether to trace");
  }
}
