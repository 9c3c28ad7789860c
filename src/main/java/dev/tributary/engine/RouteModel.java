package dev.tributary.engine;

import dev.tributary.config.FailureSentence;
import dev.tributary.config.Nearest;
import dev.tributary.project.Finding;
import dev.tributary.project.YamlTree;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.NoSuchBeanException;
import org.apache.camel.NoSuchEndpointException;
import org.apache.camel.ResolveEndpointFailedException;
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
import org.apache.camel.model.TryDefinition;
import org.apache.camel.model.ValidateDefinition;
import org.apache.camel.model.WhenDefinition;
import org.apache.camel.model.language.ConstantExpression;
import org.apache.camel.reifier.RouteReifier;
import org.apache.camel.spi.LocalBeanRepositoryAware;
import org.apache.camel.support.LocalBeanRegistry;

/**
 * Builds routes in a context that is never started, step by step, so that one wrong step does not
 * hide the next.
 */
public final class RouteModel {
  private static final Pattern UNKNOWN_OPTION =
      Pattern.compile("Unknown (?:consumer |producer )?parameters=\\[\\{(\\w[\\w.-]*)=");

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

  private void add(String pointer, Throwable failure) {
    findings.add(tree.finding(pointer, sentence(failure)));
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
        camel.createPredicate(when.getExpressionType());
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

  private void build(ProcessorDefinition<?> step) throws Exception {
    if (step instanceof BeanDefinition bean && bean.getRef() != null) {
      String name = camel.resolvePropertyPlaceholders(bean.getRef());
      if (camel.getRegistry().lookupByName(name) == null) {
        throw new NoSuchBeanException(name);
      }
    }
    if (step instanceof HasExpressionType node && node.getExpressionType() != null) {
      if (step instanceof FilterDefinition || step instanceof ValidateDefinition) {
        camel.createPredicate(node.getExpressionType());
      } else {
        camel.createExpression(node.getExpressionType());
      }
    }
    RouteDefinition alone = new RouteDefinition();
    alone.from("direct:alone").addOutput(step);
    new RouteReifier(camel, alone).createRoute();
  }

  /** What went wrong, without Camel's wrapping, and what may have been meant. */
  public String sentence(Throwable failure) {
    Set<Throwable> seen = new HashSet<>();
    Throwable cause = failure;
    for (Throwable t = failure; t != null && seen.add(t); t = t.getCause()) {
      cause = t;
      if (t instanceof NoSuchBeanException missing) {
        return "there is no bean \"%s\" for a route to refer to%s"
            .formatted(missing.getName(), Nearest.hint(missing.getName(), beans));
      }
      if (t instanceof NoSuchEndpointException || t instanceof ResolveEndpointFailedException) {
        String endpoint = endpoint(t);
        if (endpoint != null) {
          return endpoint;
        }
      }
    }
    return FailureSentence.of(cause);
  }

  private String endpoint(Throwable failure) {
    String uri =
        failure instanceof ResolveEndpointFailedException unresolved
            ? unresolved.getUri()
            : ((NoSuchEndpointException) failure).getUri();
    String scheme = uri.replaceFirst(":.*", "");
    if (failure instanceof NoSuchEndpointException) {
      return "there is no component \"%s\" for %s%s"
          .formatted(
              scheme, uri.replaceFirst("://", ":"), Nearest.hint(scheme, Components.schemes()));
    }
    Matcher unknown = UNKNOWN_OPTION.matcher(String.valueOf(failure.getMessage()));
    if (unknown.find()) {
      String option = unknown.group(1);
      return "%s has no option \"%s\"%s"
          .formatted(
              scheme,
              option,
              Nearest.hint(
                  option, ComponentCatalog.names(ComponentCatalog.endpointOptions(scheme))));
    }
    return null;
  }
}
