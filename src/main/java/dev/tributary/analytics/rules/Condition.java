package dev.tributary.analytics.rules;

import com.fasterxml.jackson.databind.JsonNode;
import com.schibsted.spt.data.jslt.Expression;
import com.schibsted.spt.data.jslt.JsltException;
import com.schibsted.spt.data.jslt.Parser;
import com.schibsted.spt.data.jslt.impl.AbstractOperator;
import com.schibsted.spt.data.jslt.impl.BiggerComparison;
import com.schibsted.spt.data.jslt.impl.BiggerOrEqualComparison;
import com.schibsted.spt.data.jslt.impl.DotExpression;
import com.schibsted.spt.data.jslt.impl.ExpressionImpl;
import com.schibsted.spt.data.jslt.impl.ExpressionNode;
import com.schibsted.spt.data.jslt.impl.FunctionExpression;
import com.schibsted.spt.data.jslt.impl.LiteralExpression;
import com.schibsted.spt.data.jslt.impl.MacroExpression;
import com.schibsted.spt.data.jslt.impl.SmallerComparison;
import com.schibsted.spt.data.jslt.impl.SmallerOrEqualsComparison;
import dev.tributary.config.FailureSentence;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A condition in JSLT on one reading. JSLT holds what is missing for smaller than everything, so a
 * condition is judged only when every path in it has a value.
 */
public final class Condition {
  /** The same reading must come to the same result in any re-run. */
  private static final Set<String> NOT_REPEATABLE = Set.of("now", "random", "uuid");

  /** What came of one reading. */
  enum Verdict {
    MET,
    NOT_MET,
    /** A path has no value: the state stays. */
    MISSING,
    /** A value that is no number would be compared as one: not of this rule's concern. */
    SKIPPED
  }

  private final String text;
  private final Expression expression;
  private final List<List<String>> needed;
  private final Set<String> paths;
  private final Set<String> ordered;

  private Condition(
      String text,
      Expression expression,
      List<List<String>> needed,
      Set<String> paths,
      Set<String> ordered) {
    this.text = text;
    this.expression = expression;
    this.needed = needed;
    this.paths = paths;
    this.ordered = ordered;
  }

  /**
   * @param optional the paths that may have no value
   * @throws IllegalArgumentException with the rule that it breaks
   */
  static Condition compile(String text, Set<String> optional) {
    ExpressionImpl expression;
    try {
      expression = (ExpressionImpl) new Parser(new StringReader(text)).compile();
    } catch (JsltException e) {
      throw new IllegalArgumentException(
          "is no JSLT: " + FailureSentence.oneLine(e.getMessageWithoutLocation()), e);
    } catch (StackOverflowError e) {
      throw new IllegalArgumentException("is nested too deeply", e);
    } catch (RuntimeException e) {
      throw new IllegalArgumentException("is no JSLT: " + FailureSentence.of(e), e);
    }
    Reader reader = new Reader();
    for (ExpressionNode node : expression.getChildren()) {
      reader.read(node);
    }
    List<List<String>> needed =
        reader.paths.stream()
            .filter(path -> !optional.contains(path))
            .map(path -> List.of(path.substring(1).split("\\.")))
            .toList();
    return new Condition(
        text, expression, needed, Set.copyOf(reader.paths), Set.copyOf(reader.ordered));
  }

  private static final class Reader {
    private final Set<String> paths = new LinkedHashSet<>();
    private final Set<String> ordered = new LinkedHashSet<>();

    void read(ExpressionNode node) {
      if (node instanceof DotExpression) {
        path(node);
        return;
      }
      if (node instanceof FunctionExpression function
          && NOT_REPEATABLE.contains(function.getFunctionName())) {
        throw new IllegalArgumentException(
            "may depend on the reading alone, so that %s() cannot stand in it"
                .formatted(function.getFunctionName()));
      }
      if (node instanceof AbstractOperator operator && isOrder(node)) {
        compared(operator.getLeft());
        compared(operator.getRight());
      }
      if (!(node instanceof AbstractOperator
          || node instanceof FunctionExpression
          || node instanceof MacroExpression
          || node instanceof LiteralExpression)) {
        throw new IllegalArgumentException(
            "must be made of paths, values, comparisons, functions, and, or; not of let, if, for, |,"
                + " objects or slices");
      }
      node.getChildren().forEach(this::read);
    }

    private static boolean isOrder(ExpressionNode node) {
      return node instanceof BiggerComparison
          || node instanceof BiggerOrEqualComparison
          || node instanceof SmallerComparison
          || node instanceof SmallerOrEqualsComparison;
    }

    /** A path, or arithmetic on paths. */
    private void compared(ExpressionNode node) {
      if (node instanceof DotExpression) {
        ordered.add(node.toString());
      } else if (node instanceof AbstractOperator) {
        node.getChildren().forEach(this::compared);
      }
    }

    private void path(ExpressionNode node) {
      for (ExpressionNode parent : node.getChildren()) {
        if (!(parent instanceof DotExpression)) {
          read(parent);
          throw new IllegalArgumentException("must name paths like .value or .attributes.x");
        }
      }
      if (node.toString().equals(".")) {
        throw new IllegalArgumentException("must name paths like .value or .attributes.x");
      }
      paths.add(node.toString());
    }
  }

  /** Every path in it, {@code .attributes.x}. */
  Set<String> paths() {
    return paths;
  }

  /** Whether the value must be a number for it. */
  boolean comparesValue() {
    return ordered.contains(".value");
  }

  /** The paths that are compared by order, themselves or in arithmetic. */
  Set<String> ordered() {
    return ordered;
  }

  /**
   * @throws JsltException and other runtime exceptions where it cannot be judged
   */
  Verdict judge(Reading reading) {
    for (List<String> path : needed) {
      JsonNode node = reading.json();
      for (String name : path) {
        node = node.path(name);
      }
      if (node.isMissingNode() || node.isNull()) {
        return Verdict.MISSING;
      }
    }
    if (comparesValue() && reading.number() == null) {
      return Verdict.SKIPPED;
    }
    JsonNode result = expression.apply(reading.json());
    return isTrue(result) ? Verdict.MET : Verdict.NOT_MET;
  }

  /** As JSLT sees it: false, null, and what is empty are not true. */
  private static boolean isTrue(JsonNode result) {
    return !(result.isNull()
        || result.isMissingNode()
        || (result.isBoolean() && !result.booleanValue())
        || (result.isContainerNode() && result.isEmpty()));
  }

  @Override
  public String toString() {
    return text;
  }

  /**
   * The paths that no reading has.
   *
   * @param added the paths that the rule adds
   */
  static List<String> unknown(Set<String> paths, Set<String> added) {
    List<String> unknown = new ArrayList<>();
    for (String path : paths) {
      String root = path.substring(1).split("\\.")[0];
      boolean leaf = path.indexOf('.', 1) < 0;
      boolean known =
          switch (root) {
            case "id", "device_id", "region", "kind", "unit", "time", "received" -> leaf;
            case "value" -> true;
            case "attributes" -> !leaf;
            case "source" -> path.matches("\\.source\\.(protocol|address)");
            default -> added.contains(path);
          };
      if (!known) {
        unknown.add(path);
      }
    }
    return unknown;
  }
}
