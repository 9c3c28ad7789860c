package dev.tributary.engine;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.ManagementStatisticsLevel;
import org.apache.camel.main.Main;
import org.apache.camel.spi.InternalProcessorFactory;
import org.apache.camel.spi.UnitOfWorkFactory;

/** Camel Main on a context whose routes can be exchanged while they run. */
public final class GatewayMain extends Main {
  /**
   * Only what an operator wrote counts: no application.properties of the class path, no CAMEL_*
   * variables or system properties that nobody checked.
   *
   * @param leftOut the ids of routes that do not start
   */
  public void configure(Path routes, List<String> leftOut, Duration shutdownTimeout) {
    setDefaultPropertyPlaceholderLocation("false");
    configure()
        .withAutoConfigurationEnvironmentVariablesEnabled(false)
        .withAutoConfigurationSystemPropertiesEnabled(false)
        .withAutoConfigurationLogSummary(false)
        .withBasePackageScanEnabled(false)
        .withRoutesIncludePattern("file:" + routes.toAbsolutePath() + "/**/*.camel.yaml")
        .withRoutesExcludePattern(
            leftOut.stream().map(id -> "**/" + id + ".camel.yaml").collect(Collectors.joining(",")))
        .withName("tributary")
        .withLoadTypeConverters(false)
        .withStreamCachingEnabled(false)
        .withUseBreadcrumb(false)
        .withAllowUseOriginalMessage(false)
        .withInflightRepositoryBrowseEnabled(false)
        .withJmxManagementStatisticsLevel(ManagementStatisticsLevel.RoutesOnly)
        .withShutdownTimeout(Math.toIntExact(shutdownTimeout.toSeconds()));
    // Ids of exchanges are for reading traces; a number will do.
    configure().setUuidGenerator("simple");
    // However files are called: a verb that is inlined takes away the direct: that it calls.
    configure().rest().setInlineRoutes(false);
  }

  @Override
  protected CamelContext createCamelContext() {
    GatewayContext context = new GatewayContext();
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
    context.addComponent("direct", new HandoverDirect());
    return context;
  }
}
