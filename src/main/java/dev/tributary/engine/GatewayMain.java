package dev.tributary.engine;

import dev.tributary.project.Project;
import dev.tributary.project.YamlTree;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ManagementStatisticsLevel;
import org.apache.camel.main.Main;
import org.apache.camel.main.SimpleMainShutdownStrategy;
import org.apache.camel.spi.InternalProcessorFactory;
import org.apache.camel.spi.UnitOfWorkFactory;

/** Camel Main on a context whose routes can be exchanged while they run. */
public final class GatewayMain extends Main {
  private final boolean offline;
  private Project routes;
  private List<String> addresses = List.of();

  public GatewayMain() {
    this(false);
  }

  /**
   * @param offline whether only the pipeline's routes start
   */
  public GatewayMain(boolean offline) {
    this.offline = offline;
    // Camel's own has a shutdown hook, which would hold every context until the process exits.
    setShutdownStrategy(new SimpleMainShutdownStrategy());
  }

  /**
   * Only what an operator wrote counts: no application.properties of the class path, no CAMEL_*
   * variables or system properties that nobody checked.
   *
   * @param leftOut the files whose routes do not start
   * @param addresses the paths of the address templates
   */
  public void configure(
      Project routes,
      Predicate<YamlTree> leftOut,
      List<String> addresses,
      Duration shutdownTimeout) {
    this.routes = routes;
    this.addresses = addresses;
    setDefaultPropertyPlaceholderLocation("false");
    configure()
        .withAutoConfigurationEnvironmentVariablesEnabled(false)
        .withAutoConfigurationSystemPropertiesEnabled(false)
        .withAutoConfigurationLogSummary(false)
        .withBasePackageScanEnabled(false)
        .withRoutesIncludePattern("file:" + routes.folder().toAbsolutePath() + "/**/*.camel.yaml")
        .withName("tributary")
        .withLoadTypeConverters(false)
        .withStreamCachingEnabled(false)
        .withUseBreadcrumb(false)
        .withAllowUseOriginalMessage(false)
        .withInflightRepositoryBrowseEnabled(false)
        .withJmxManagementStatisticsLevel(ManagementStatisticsLevel.RoutesOnly)
        .withShutdownTimeout(Math.toIntExact(shutdownTimeout.toSeconds()));
    setRoutesCollector(new FolderRoutes(routes.routes(), leftOut));
    // Ids of exchanges are for reading traces; a number will do.
    configure().setUuidGenerator("simple");
    // However files are called: a verb that is inlined takes away the direct: that it calls.
    configure().rest().setInlineRoutes(false);
    // CoAP could serve verbs as well, and Camel would take the first that it finds.
    configure().rest().setComponent("platform-http");
    // A failure is reported with file and line.
    configure().setSourceLocationEnabled(true);
  }

  @Override
  protected CamelContext createCamelContext() {
    GatewayContext context = new GatewayContext();
    if (routes != null) {
      context.divide(routes.routes().trees(), addresses);
      if (offline) {
        context.offline();
        // it may stand beside one that runs, whose name its MBeans would share
        context.disableJMX();
      }
    }
    context.getCamelContextExtension().setRegistry(registry);
    StepStream steps = new StepStream();
    context.getCamelContextExtension().addContextPlugin(StepStream.class, steps);
    context.getCamelContextExtension().addInterceptStrategy(steps);
    context
        .getCamelContextExtension()
        .addContextPlugin(InternalProcessorFactory.class, new LeanSteps(steps));
    context
        .getCamelContextExtension()
        .addContextPlugin(UnitOfWorkFactory.class, new LeanUnitOfWork.Factory());
    // Any JMX client may switch Camel's own tracer on; until then it costs nothing.
    context.setBacklogTracingStandby(true);
    context.getGlobalOptions().put(Exchange.LOG_EIP_NAME, "${routeId}");
    context.addComponent("direct", new HandoverDirect());
    return context;
  }
}
