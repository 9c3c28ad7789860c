package dev.tributary.engine;

import dev.tributary.project.Pipeline;
import dev.tributary.project.YamlTree;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Route;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.impl.engine.RouteService;
import org.apache.camel.model.ModelLifecycleStrategySupport;
import org.apache.camel.model.OnExceptionDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.ToDefinition;
import org.apache.camel.model.rest.RestBindingDefinition;
import org.apache.camel.spi.AsyncProcessorAwaitManager;
import org.apache.camel.spi.LanguageResolver;
import org.apache.camel.spi.LifecycleStrategy;
import org.apache.camel.spi.RouteStartupOrder;
import org.apache.camel.support.service.ServiceHelper;

/**
 * A context that can release a route without stopping it: what is in flight in it completes, while
 * another route of the same name takes what comes.
 */
public final class GatewayContext extends DefaultCamelContext {
  private static final String ON_FAILURE = "direct:on-failure";

  private Collection<String> addresses = List.of();
  private volatile Pipeline pipeline;

  /** Routes that were detached and have not stopped. */
  private final Set<Route> detachedRoutes = new HashSet<>();

  private final OwnStarts ownStarts = new OwnStarts();
  private RestSettings restSettings;
  private boolean offline;
  private boolean startsRoutesOut;

  public GatewayContext() {
    super(false);
    addModelLifecycleStrategy(
        new ModelLifecycleStrategySupport() {
          @Override
          public void onAddRouteDefinition(RouteDefinition route) {
            keepApart(route);
          }
        });
  }

  /**
   * Separates the pipeline's routes from the operator's own, before routes are added.
   *
   * @param paths of the address templates
   */
  void divide(List<YamlTree> files, Collection<String> paths) {
    addresses = List.copyOf(paths);
    divide(files);
  }

  /** Only the pipeline runs: what an operator's own routes reach is the network. */
  void offline() {
    offline = true;
  }

  boolean isOffline() {
    return offline;
  }

  /**
   * Routes out run although it is offline, with the routes that they send to in this process. What
   * they reach over a network is the caller's to replace.
   */
  public void startRoutesOut() {
    startsRoutesOut = true;
  }

  /** Keeps the settings of the REST DSL as they are before files are read. */
  void rememberRestSettings() {
    restSettings = RestSettings.of(this);
  }

  /** Resets the settings of the REST DSL before files are read again. */
  void resetRestSettings() {
    if (restSettings != null) {
      restSettings.restore(this);
    }
  }

  /** The same for other files. */
  void divide(List<YamlTree> files) {
    pipeline = Pipeline.of(files, addresses);
  }

  /** The paths of the address templates. */
  Collection<String> addresses() {
    return addresses;
  }

  /** Without a division, all are the pipeline's. */
  public boolean isOperators(RouteDefinition route) {
    return pipeline != null
        && route.getInput() != null
        && !pipeline.isOurs(route.getInput().getEndpointUri());
  }

  @Override
  protected AsyncProcessorAwaitManager createAsyncProcessorAwaitManager() {
    return new WorkingAwait();
  }

  @Override
  protected LanguageResolver createLanguageResolver() {
    LanguageResolver camels = super.createLanguageResolver();
    return (name, context) ->
        name.equals("simple") ? new BoundedSimple() : camels.resolveLanguage(name, context);
  }

  /** Whoever adds routes, a kamelet or a template too. */
  @Override
  public void startRouteDefinitions(List<RouteDefinition> routes) throws Exception {
    super.startRouteDefinitions(routes);
    startOwn();
  }

  /** Starts the operator's own routes that were added since, if the pipeline runs. */
  void startOwn() {
    if (isStarted()) {
      ownStarts.start(this);
    }
  }

  /** A sentence for each of the operator's own routes that waits for what it needs. */
  public List<String> notStarted() {
    return ownStarts.waiting();
  }

  OwnStarts ownStarts() {
    return ownStarts;
  }

  /**
   * on-failure is for messages of devices. A route of the operator's own goes by its own error
   * handling, as anywhere in Camel, unless it names a configuration itself.
   */
  private void keepApart(RouteDefinition route) {
    if (offline && isOperators(route) && !isWithinKamelet(route) && !isPartOfRoutesOut(route)) {
      route.setAutoStartup("false");
    }
    RestBindingDefinition binding = route.getRestBindingDefinition();
    if (binding != null && !isOperators(route)) {
      // an operator's restConfiguration applies to the operator's own verbs
      binding.setBindingMode("off");
      binding.setEnableCORS("false");
      binding.setClientRequestValidation("false");
      binding.setClientResponseValidation("false");
    }
    if (isOperators(route) && route.getRouteConfigurationId() == null) {
      route
          .getOutputs()
          .removeIf(
              step ->
                  step instanceof OnExceptionDefinition onException
                      && !onException.isRouteScoped()
                      && onException.getOutputs().stream().anyMatch(GatewayContext::isToOnFailure));
    }
  }

  /** What a route that sends to a kamelet is a part of; it starts with that route. */
  private static boolean isWithinKamelet(RouteDefinition route) {
    return route.getInput().getEndpointUri().startsWith("kamelet:");
  }

  private boolean isPartOfRoutesOut(RouteDefinition route) {
    return startsRoutesOut && route.getInput().getEndpointUri().matches("(out|direct|seda):.*");
  }

  private static boolean isToOnFailure(ProcessorDefinition<?> step) {
    return step instanceof ToDefinition to && ON_FAILURE.equals(to.getEndpointUri());
  }

  /** A route that the context no longer knows but that still runs. */
  record Detached(RouteDefinition definition, RouteService service, RouteStartupOrder order) {
    Consumer consumer() {
      return service.getRoute().getConsumer();
    }
  }

  /** Stops a detached route for good; nothing may be in flight in it. */
  void end(Detached detached) throws Exception {
    Route route = detached.service().getRoute();
    Set<Endpoint> left = RouteServices.endpoints(route);
    detached.service().stop();
    ServiceHelper.stopAndShutdownService(route);
    getLock().lock();
    try {
      detachedRoutes.remove(route);
      List<Route> others = new ArrayList<>(getRoutes());
      others.addAll(detachedRoutes);
      if (!isStopping()) {
        RouteServices.release(this, left, others);
      }
    } finally {
      getLock().unlock();
    }
  }

  Detached detach(String id) {
    getLock().lock();
    try {
      RouteService service = getRouteServices().remove(id);
      if (service == null) {
        throw new IllegalStateException("there is no route " + id + " to release");
      }
      Route route = service.getRoute();
      List<RouteStartupOrder> orders = getCamelContextExtension().getRouteStartupOrder();
      RouteStartupOrder order =
          orders.stream().filter(o -> o.getRoute() == route).findFirst().orElse(null);
      orders.remove(order);
      RouteDefinition definition = getRouteDefinition(id);
      getRouteDefinitions().remove(definition);
      getCamelContextExtension().removeRoute(route);
      RouteServices.unregister(this, route);
      for (LifecycleStrategy strategy : getLifecycleStrategies()) {
        strategy.onRoutesRemove(List.of(route));
      }
      detachedRoutes.add(route);
      return new Detached(definition, service, order);
    } finally {
      getLock().unlock();
    }
  }

  /** Stops a route that was not detached, however far its start had come. */
  void forget(Route route) {
    getLock().lock();
    try {
      getCamelContextExtension().getRouteStartupOrder().removeIf(o -> o.getRoute() == route);
      getCamelContextExtension().removeRoute(route);
      RouteService service = getRouteServices().remove(route.getId());
      if (service != null) {
        RouteServices.unregister(this, route);
        service.setRemovingRoutes(true);
        service.stop();
      }
    } finally {
      getLock().unlock();
    }
  }

  /** Attaches a detached route again, as if nothing had happened. */
  void attach(Detached detached) throws Exception {
    getLock().lock();
    try {
      Route route = detached.service().getRoute();
      detachedRoutes.remove(route);
      getRouteServices().put(route.getId(), detached.service());
      getRouteDefinitions().add(detached.definition());
      getCamelContextExtension().addRoute(route);
      if (detached.order() != null) {
        getCamelContextExtension().getRouteStartupOrder().add(detached.order());
      }
      for (LifecycleStrategy strategy : getLifecycleStrategies()) {
        strategy.onRoutesAdd(List.of(route));
      }
      RouteServices.register(this, route);
    } finally {
      getLock().unlock();
    }
  }
}
