package dev.tributary.engine;

import dev.tributary.config.FailureSentence;
import dev.tributary.config.Nearest;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.NoSuchBeanException;
import org.apache.camel.NoSuchEndpointException;
import org.apache.camel.NoSuchLanguageException;
import org.apache.camel.PropertyBindingException;
import org.apache.camel.ResolveEndpointFailedException;

/** Camel's message on a route that it cannot build, without its wrapping, and what was meant. */
final class ModelFailure {
  private static final Pattern UNKNOWN_OPTION =
      Pattern.compile("Unknown (?:consumer |producer )?parameters=\\[\\{(\\w[\\w.-]*)=");

  /** What Camel reports only as text, and the sentence for it here. */
  private record Saying(Pattern pattern, Function<MatchResult, String> sentence) {}

  private static final List<Saying> SAYINGS =
      List.of(
          saying(
              "Cannot find data format with name: (\\S+)",
              found ->
                  "there is no data format \"%s\"%s"
                      .formatted(found.group(1), Artifacts.dataFormat(found.group(1)))),
          saying(
              "^Data format '(\\S+)' could not be created",
              found ->
                  "there is no data format \"%s\"%s"
                      .formatted(found.group(1), Artifacts.dataFormat(found.group(1)))),
          saying(
              "Cannot find data format in registry with ref: (\\S+)",
              found -> "there is no bean \"%s\" that is a data format".formatted(found.group(1))),
          saying(
              "^Either packages or classType must be specified",
              found ->
                  "bindy needs \"packages\" or \"classType\""
                      + (Artifacts.isMissing("camel-bindy") ? Artifacts.add("camel-bindy") : "")),
          saying(
              "Cannot find compiled csimple language",
              found -> "csimple needs a compiler" + Artifacts.add("camel-csimple-joor")),
          saying(
              "Cannot find (camel-resilience4j) or",
              found -> "circuitBreaker needs a library" + Artifacts.add(found.group(1))),
          saying(
              "^policy must be specified on: .*Transacted",
              found ->
                  "transacted needs a transaction manager, and there is no bean that is one"
                      + Artifacts.add("camel-jta")),
          saying(
              "Enum class (?:class )?(\\S+) does not have any constant with value: (.*)",
              found ->
                  "it must be one of %s but is \"%s\"%s"
                      .formatted(
                          String.join(", ", constants(found.group(1))),
                          found.group(2),
                          Nearest.hint(found.group(2), constants(found.group(1))))));

  private ModelFailure() {}

  private static Saying saying(String pattern, Function<MatchResult, String> sentence) {
    return new Saying(Pattern.compile(pattern), sentence);
  }

  private static List<String> constants(String name) {
    try {
      Object[] constants = Class.forName(name).getEnumConstants();
      return constants == null
          ? List.of()
          : Arrays.stream(constants).map(Object::toString).toList();
    } catch (ClassNotFoundException e) {
      return List.of();
    }
  }

  /**
   * @param beans the names that a route may refer to
   */
  static String sentence(Throwable failure, Set<String> beans) {
    String wrong = null;
    for (Throwable t : causes(failure)) {
      String known = known(t, beans);
      if (known != null) {
        return known;
      }
      wrong = t instanceof WrongExpression ? t.getMessage() : wrong;
    }
    return wrong == null ? FailureSentence.of(failure) : wrong;
  }

  private static String known(Throwable failure, Set<String> beans) {
    if (failure instanceof Said) {
      return failure.getMessage();
    }
    if (failure instanceof NoSuchBeanException missing) {
      return "there is no bean \"%s\" for a route to refer to%s"
          .formatted(missing.getName(), Nearest.hint(missing.getName(), beans));
    }
    if (failure instanceof NoSuchLanguageException missing) {
      String name = missing.getLanguage();
      String add = Artifacts.language(name);
      return "there is no language \"%s\"%s"
          .formatted(name, add.isEmpty() ? Nearest.hint(name, Artifacts.languages()) : add);
    }
    if (failure instanceof ClassNotFoundException missing) {
      return noClass(missing.getMessage());
    }
    if (failure instanceof PropertyBindingException wrong) {
      return "the option \"%s\" cannot be \"%s\""
          .formatted(wrong.getPropertyName(), wrong.getValue());
    }
    if (failure instanceof NoSuchEndpointException missing) {
      return noComponent(missing.getUri());
    }
    String option = unknownOption(failure);
    if (option != null && failure instanceof ResolveEndpointFailedException unresolved) {
      String scheme = scheme(unresolved.getUri());
      Set<String> options = ComponentCatalog.names(ComponentCatalog.endpointOptions(scheme));
      return "%s has no option \"%s\"%s".formatted(scheme, option, Nearest.hint(option, options));
    }
    String message = String.valueOf(failure.getMessage());
    for (Saying saying : SAYINGS) {
      Matcher matcher = saying.pattern().matcher(message);
      if (matcher.find()) {
        return saying.sentence().apply(matcher.toMatchResult());
      }
    }
    return null;
  }

  /** That nothing of this name is on the class path. */
  static String noClass(String name) {
    return "there is no class \"%s\": a jar in lib/ would bring it".formatted(name);
  }

  private static String noComponent(String uri) {
    String scheme = scheme(uri);
    if (!scheme.matches("[\\w+.-]+") || scheme.equals(uri)) {
      return "\"%s\" is no address: one begins with a component, as http:"
          .formatted(uri.replaceFirst("\\?.*", ""));
    }
    String add = Artifacts.component(scheme);
    return "there is no component \"%s\" for %s%s"
        .formatted(
            scheme,
            uri.replaceFirst("://", ":"),
            add.isEmpty() ? Nearest.hint(scheme, Artifacts.schemes()) : add);
  }

  private static String scheme(String uri) {
    return uri.replaceFirst(":.*", "");
  }

  /** The option that an endpoint does not have, or null where that is not what is wrong. */
  static String unknownOption(Throwable failure) {
    for (Throwable t : causes(failure)) {
      Matcher unknown = UNKNOWN_OPTION.matcher(String.valueOf(t.getMessage()));
      if (t instanceof ResolveEndpointFailedException && unknown.find()) {
        return unknown.group(1);
      }
    }
    return null;
  }

  /** Passes on what is wrong with a path, not that nothing is found by it. */
  static void throwIfNoPath(RuntimeException failure) {
    for (Throwable t : causes(failure)) {
      if (t.getClass().getSimpleName().equals("InvalidPathException")) {
        throw failure;
      }
    }
  }

  private static Set<Throwable> causes(Throwable failure) {
    Set<Throwable> seen = new LinkedHashSet<>();
    for (Throwable t = failure; t != null && seen.add(t); t = t.getCause()) {}
    return seen;
  }

  /** A problem that is found here, not by Camel. */
  static final class Said extends Exception {
    private static final long serialVersionUID = 1L;

    Said(String sentence) {
      super(sentence);
    }
  }

  /** An expression that its language does not take. */
  static final class WrongExpression extends Exception {
    private static final long serialVersionUID = 1L;

    WrongExpression(String language, String expression, Throwable cause) {
      super(
          "the %s expression \"%s\" is wrong: %s"
              .formatted(language, FailureSentence.oneLine(expression), said(cause)),
          cause);
    }

    /** Without the list of all that might have stood there. */
    private static String said(Throwable cause) {
      return FailureSentence.of(cause).replaceFirst(";? Was expecting one of.*", "");
    }
  }
}
