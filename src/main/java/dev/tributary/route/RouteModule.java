package dev.tributary.route;

import dev.tributary.engine.EventSplit;
import dev.tributary.kafka.Topics;
import dev.tributary.module.Module;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.ProcessorFactory;

/**
 * The stage route: events get their topics by {@code topic:}, are left out by {@code drop:}, and
 * are readable from simple.
 */
public final class RouteModule implements Module {
  private final Topics topics;

  public RouteModule(Topics topics) {
    this.topics = topics;
  }

  @Override
  public void bind(CamelContext camel) {
    camel.addComponent("topic", new TopicComponent(topics));
    camel.addComponent("drop", new DropComponent());
    camel.getRegistry().bind("bean", new EventLanguage());
    camel.getCamelContextExtension().addContextPlugin(ProcessorFactory.class, new EventSplit());
  }
}
