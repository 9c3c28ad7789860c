package dev.tributary.engine;

import dev.tributary.config.FailureSentence;
import dev.tributary.config.Nearest;
import dev.tributary.project.Finding;
import dev.tributary.project.YamlTree;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
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
import org.apache.camel.model.FilterDefinition;
import org.apache.camel.model.FinallyDefinition;
import org.apache.camel.model.HasExpressionType;
import org.apache.camel.model.LogDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.ValidateDefinition;
import org.apache.camel.model.WhenDefinition;
import org.apache.camel.model.language.ConstantExpression;
import org.apache.camel.reifier.RouteReifier;

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
    steps(route.getOutputs(), pointer + "/from/steps");
    try {
      if (!route.getOutputs().isEmpty()) {
        new RouteReifier(camel, route).createRoute();
      }
    } catch (Exception | StackOverflowError e) {
      add(pointer + "/from/uri", e);
    }
    return findings;
  }

  private void add(String pointer, Throwable failure) {
    findings.add(tree.finding(pointer, sentence(failure)));
  }

  /** Tries each step for itself and takes out those that fail. */
  private void steps(List<ProcessorDefinition<?>> steps, String pointer) {
    for (int i = 0; i < steps.size(); i++) {
      ProcessorDefinition<?> step = steps.get(i);
      String at = pointer + "/" + i;
      String inner = YamlTree.child(at, tree.firstKey(at));
      if (step instanceof ChoiceDefinition choice) {
        branches(choice, inner);
      } else {
        steps(step.getOutputs(), inner + "/steps");
      }
      try {
        build(step);
      } catch (Exception | StackOverflowError e) {
        add(at, e);
        steps.set(i, new LogDefinition("left out"));
      }
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
      steps(when.getOutputs(), at + "/steps");
    }
    if (choice.getOtherwise() != null) {
      steps(choice.getOtherwise().getOutputs(), pointer + "/otherwise/steps");
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
    boolean part = step instanceof CatchDefinition || step instanceof FinallyDefinition;
    if (step.getOutputs().isEmpty() && !part) {
      RouteDefinition alone = new RouteDefinition();
      alone.from("direct:alone").addOutput(step);
      new RouteReifier(camel, alone).createRoute();
    }
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
