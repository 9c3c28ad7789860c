package dev.example;

import org.apache.camel.AggregationStrategy;
import org.apache.camel.Exchange;

/** Puts the answer beside what was there. */
public final class Beside implements AggregationStrategy {
  @Override
  public Exchange aggregate(Exchange before, Exchange answer) {
    before
        .getMessage()
        .setBody(before.getMessage().getBody() + " " + answer.getMessage().getBody());
    return before;
  }
}
