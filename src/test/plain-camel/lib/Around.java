package dev.example;

import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.spi.Policy;

/** Marks what goes through the steps that it is put around. */
public final class Around implements Policy {
  @Override
  public void beforeWrap(Route route, NamedNode definition) {}

  @Override
  public Processor wrap(Route route, Processor processor) {
    return exchange -> {
      exchange.getMessage().setHeader("around", "the policy");
      processor.process(exchange);
    };
  }
}
