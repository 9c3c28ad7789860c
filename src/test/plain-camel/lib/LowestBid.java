package dev.example;

import org.apache.camel.AggregationStrategy;
import org.apache.camel.Exchange;

/** Of two bids the lower one. */
public final class LowestBid implements AggregationStrategy {
  @Override
  public Exchange aggregate(Exchange best, Exchange bid) {
    return best == null || price(bid) < price(best) ? bid : best;
  }

  private static int price(Exchange bid) {
    return bid.getMessage().getBody(Integer.class);
  }
}
