package dev.tributary.engine;

import dev.tributary.project.Finding;
import dev.tributary.project.YamlTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.NoSuchBeanException;
import org.apache.camel.NoSuchLanguageException;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.BeanDefinition;
import org.apache.camel.model.CatchDefinition;
import org.apache.camel.model.ChoiceDefinition;
import org.apache.camel.model.CircuitBreakerDefinition;
import org.apache.camel.model.FilterDefinition;
import org.apache.camel.model.FinallyDefinition;
import org.apache.camel.model.HasExpressionType;
import org.apache.camel.model.InterceptDefinition;
import org.apache.camel.model.InterceptSendToEndpointDefinition;
import org.apache.camel.model.LogDefinition;
import org.apache.camel.model.OnCompletionDefinition;
import org.apache.camel.model.OnExceptionDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.TokenizerDefinition;
import org.apache.camel.model.TryDefinition;
import org.apache.camel.model.ValidateDefinition;
import org.apache.camel.model.WhenDefinition;
import org.apache.camel.model.language.ConstantExpression;
import org.apache.camel.model.language.ExpressionDefinition;
import org.apache.camel.reifier.RouteReifier;
import org.apache.camel.spi.LocalBeanRepositoryAware;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.LocalBeanRegistry;

/**
 * Builds routes in a context that is never started, step by step, so that one wrong step does not
 * hide the next.
 */
public final class RouteModel {
  private final DefaultCamelContext camel;
  private final YamlTree tree;
  private final Set<String> beans;
  private final List<Finding> findings = new ArrayList<>();

  /**
   * @param beans the names that a route may refer to
   */
  public RouteModel(DefaultCamelContext camel, YamlTree tree, Set<String> beans) {
    this.camel = camel;
    this.tree = tree;
    this.beans = beans;
  }

  /**
   * @param pointer where the route stands in the tree
   */
  public List<Finding> build(RouteDefinition route, String pointer) {
    boolean made = Boolean.TRUE.equals(route.isTemplate());
    if (made) {
      fill(route);
    }
    try {
      return buildSteps(route, pointer);
    } finally {
      if (made) {
        camel.getPropertiesComponent().setLocalProperties(null);
        ((LocalBeanRepositoryAware) camel.getRegistry()).setLocalBeanRepository(null);
      }
    }
  }

  /** What Camel does before it starts a route that a template made. */
  private void fill(RouteDefinition route) {
    Properties parameters = new Properties();
    parameters.putAll(route.getTemplateParameters());
    if (route.getRouteTemplateContext().getLocalBeanRepository() instanceof LocalBeanRegistry own) {
      own.keySet().forEach(bean -> parameters.putIfAbsent(bean, bean));
      ((LocalBeanRepositoryAware) camel.getRegistry()).setLocalBeanRepository(own);
    }
    camel.getPropertiesComponent().setLocalProperties(parameters);
  }

  private List<Finding> buildSteps(RouteDefinition route, String pointer) {
    // What holds for all routes stands elsewhere, and Camel put it before the steps.
    List<ProcessorDefinition<?>> around =
        route.getOutputs().stream().filter(RouteModel::isAround).toList();
    route.getOutputs().removeAll(around);
    steps(route.getOutputs(), pointer + "/from/steps", 0);
    try {
      if (!route.getOutputs().isEmpty()) {
        route.getOutputs().addAll(0, around);
        new RouteReifier(camel, route).createRoute();
      }
    } catch (Exception | StackOverflowError e) {
      add(pointer + "/from/uri", e);
    }
    return findings;
  }

  private static boolean isAround(ProcessorDefinition<?> step) {
    return step instanceof OnExceptionDefinition
        || step instanceof OnCompletionDefinition
        || step instanceof InterceptDefinition
        || step instanceof InterceptSendToEndpointDefinition;
  }

  /** At the option that is wrong, where it stands for itself. */
  private void add(String pointer, Throwable failure) {
    String option = ModelFailure.unknownOption(failure);
    String named =
        YamlTree.child(
            pointer.endsWith("/uri")
                ? pointer.replaceFirst("/uri$", "/parameters")
                : YamlTree.child(pointer, tree.firstKey(pointer)) + "/parameters",
            String.valueOf(option));
    boolean there = !tree.root().at(named).isMissingNode();
    findings.add(tree.finding(there ? named : pointer, sentence(failure)));
  }

  /**
   * Tries each step for itself and takes out those that fail.
   *
   * @param first the place of the first of them among those that stand there
   */
  private void steps(List<ProcessorDefinition<?>> steps, String pointer, int first) {
    for (int i = 0; i < steps.size(); i++) {
      ProcessorDefinition<?> step = steps.get(i);
      String at = pointer + "/" + (first + i);
      String inner = YamlTree.child(at, tree.firstKey(at));
      if (step instanceof ChoiceDefinition choice) {
        branches(choice, inner);
      } else if (step instanceof TryDefinition attempt) {
        parts(attempt, inner);
      } else if (tree.root().at(inner).has("steps")) {
        steps(step.getOutputs(), inner + "/steps", 0);
      } else {
        // What stands behind a block without steps of its own becomes its steps.
        steps(step.getOutputs(), pointer, first + i + 1);
      }
      if (step instanceof CircuitBreakerDefinition breaker && breaker.getOnFallback() != null) {
        steps(breaker.getOnFallback().getOutputs(), inner + "/onFallback/steps", 0);
      }
      try {
        build(step);
      } catch (Exception | StackOverflowError e) {
        add(at, e);
        steps.set(i, new LogDefinition("left out"));
      }
    }
  }

  private void parts(TryDefinition attempt, String pointer) {
    List<ProcessorDefinition<?>> tried = new ArrayList<>(attempt.getOutputs());
    tried.removeIf(step -> step instanceof CatchDefinition || step instanceof FinallyDefinition);
    List<ProcessorDefinition<?>> rest = new ArrayList<>(attempt.getOutputs());
    rest.removeAll(tried);
    steps(tried, pointer + "/steps", 0);
    attempt.getOutputs().clear();
    attempt.getOutputs().addAll(tried);
    attempt.getOutputs().addAll(rest);
    List<CatchDefinition> catches = attempt.getCatchClauses();
    for (int i = 0; i < catches.size(); i++) {
      steps(catches.get(i).getOutputs(), "%s/doCatch/%d/steps".formatted(pointer, i), 0);
    }
    if (attempt.getFinallyClause() != null) {
      steps(attempt.getFinallyClause().getOutputs(), pointer + "/doFinally/steps", 0);
    }
  }

  private void branches(ChoiceDefinition choice, String pointer) {
    List<WhenDefinition> branches = choice.getWhenClauses();
    for (int i = 0; i < branches.size(); i++) {
      WhenDefinition when = branches.get(i);
      String at = pointer + "/when/" + i;
      try {
        compile(when.getExpressionType(), true);
      } catch (Exception | StackOverflowError e) {
        add(at, e);
        when.setExpression(new ConstantExpression("true"));
      }
      steps(when.getOutputs(), at + "/steps", 0);
    }
    if (choice.getOtherwise() != null) {
      steps(choice.getOtherwise().getOutputs(), pointer + "/otherwise/steps", 0);
    }
  }

  private void compile(ExpressionDefinition expression, boolean predicate)
      throws ModelFailure.WrongExpression {
    try {
      if (predicate) {
        camel.createPredicate(expression);
      } else {
        Expression compiled = camel.createExpression(expression);
        if ("jsonpath".equals(expression.getLanguage())) {
          tryPath(compiled);
        }
      }
    } catch (NoSuchLanguageException | NoSuchBeanException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new ModelFailure.WrongExpression(
          expression.getLanguage(), String.valueOf(expression.getExpression()), e);
    }
  }

  /** JSONPath is parsed only when there is something to look in. */
  private void tryPath(Expression expression) {
    Exchange empty = new DefaultExchange(camel);
    empty.getMessage().setBody("{}");
    try {
      expression.evaluate(empty, Object.class);
    } catch (RuntimeException e) {
      ModelFailure.throwIfNoPath(e);
    }
  }

  private void build(ProcessorDefinition<?> step) throws Exception {
    if (step instanceof BeanDefinition bean && bean.getRef() != null) {
      String name = camel.resolvePropertyPlaceholders(bean.getRef());
      if (camel.getRegistry().lookupByName(name) == null) {
        throw new NoSuchBeanException(name);
      }
    }
    if (step instanceof HasExpressionType node && node.getExpressionType() != null) {
      compile(
          node.getExpressionType(),
          step instanceof FilterDefinition || step instanceof ValidateDefinition);
    }
    ComputedAddresses.requireComponents(camel, step);
    RouteDefinition alone = new RouteDefinition();
    alone.from("direct:alone").addOutput(step);
    try {
      new RouteReifier(camel, alone).createRoute();
    } catch (Exception e) {
      if (step instanceof TokenizerDefinition) {
        throw new ModelFailure.Said(
            "tokenizer needs a library" + Artifacts.add("camel-langchain4j-tokenizer"));
      }
      throw e;
    }
  }

  /** That nothing of this name is on the class path. */
  public static String noClass(String name) {
    return ModelFailure.noClass(name);
  }

  /** What went wrong, without Camel's wrapping, and what may have been meant. */
  private String sentence(Throwable failure) {
    return ModelFailure.sentence(failure, beans);
  }
}
