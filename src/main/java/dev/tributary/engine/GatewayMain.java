package dev.tributary.engine;

import org.apache.camel.CamelContext;
import org.apache.camel.main.Main;
import org.apache.camel.spi.InternalProcessorFactory;
import org.apache.camel.spi.UnitOfWorkFactory;

/** Camel Main on a context whose routes can be exchanged while they run. */
public final class GatewayMain extends Main {
  @Override
  protected CamelContext createCamelContext() {
    GatewayContext context = new GatewayContext();
    context.getCamelContextExtension().setRegistry(registry);
    context
        .getCamelContextExtension()
        .addContextPlugin(InternalProcessorFactory.class, new LeanSteps());
    context
        .getCamelContextExtension()
        .addContextPlugin(UnitOfWorkFactory.class, new LeanUnitOfWork.Factory());
    context.addComponent("direct", new HandoverDirect());
    return context;
  }
}
