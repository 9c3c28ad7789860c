package dev.tributary.engine;

import dev.tributary.contract.Reason;
import dev.tributary.contract.Rejection;
import dev.tributary.project.BoundedText;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.Predicate;
import org.apache.camel.language.simple.SimpleLanguage;
import org.apache.camel.language.simple.SimplePredicateParser;
import org.apache.camel.language.simple.ast.BinaryExpression;
import org.apache.camel.language.simple.ast.SimpleNode;
import org.apache.camel.language.simple.types.BinaryOperatorType;

/**
 * Camel's simple language, where {@code regex} and {@code !regex} give up on a text that would keep
 * the pattern busy for years: the message is rejected as invalid.
 */
final class BoundedSimple extends SimpleLanguage {
  @Override
  public Predicate createPredicate(String expression) {
    if (isDynamicResource(expression)) {
      return super.createPredicate(expression);
    }
    String text = isStaticResource(expression) ? loadResource(expression) : expression;
    return text.contains("regex")
        ? new Parser(getCamelContext(), text).parsePredicate()
        : super.createPredicate(text);
  }

  private static final class Parser extends SimplePredicateParser {
    Parser(CamelContext context, String expression) {
      super(context, expression, true, null);
    }

    /** The step before operators get their operands. */
    @Override
    protected void prepareUnaryExpressions() {
      super.prepareUnaryExpressions();
      nodes.replaceAll(Parser::bounded);
    }

    private static SimpleNode bounded(SimpleNode node) {
      return node instanceof BinaryExpression binary
              && (binary.getOperator() == BinaryOperatorType.REGEX
                  || binary.getOperator() == BinaryOperatorType.NOT_REGEX)
          ? new BoundedRegex(binary)
          : node;
    }
  }

  private static final class BoundedRegex extends BinaryExpression {
    BoundedRegex(BinaryExpression camels) {
      super(camels.getToken());
    }

    @Override
    public Expression createExpression(CamelContext context, String expression) {
      Expression text = getLeft().createExpression(context, expression);
      Expression regex = getRight().createExpression(context, expression);
      boolean wanted = getOperator() == BinaryOperatorType.REGEX;
      return new Expression() {
        private volatile Pattern last;

        @Override
        public void init(CamelContext camel) {
          text.init(camel);
          regex.init(camel);
        }

        @Override
        public <T> T evaluate(Exchange exchange, Class<T> type) {
          Pattern pattern = pattern(regex.evaluate(exchange, String.class));
          String value = text.evaluate(exchange, String.class);
          boolean matches = value != null && matches(pattern, value);
          return context.getTypeConverter().convertTo(type, matches == wanted);
        }

        private Pattern pattern(String source) {
          Pattern pattern = last;
          if (pattern == null || !pattern.pattern().equals(source)) {
            pattern = Pattern.compile(source);
            last = pattern;
          }
          return pattern;
        }
      };
    }

    private static boolean matches(Pattern pattern, String text) {
      try {
        return BoundedText.match(pattern, text, matcher -> matcher.matches());
      } catch (BoundedText.TooSlow e) {
        throw new Rejection(Reason.INVALID, "regex in a route: " + e.getMessage());
      }
    }
  }
}
