package dev.example;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Puts a stamp on each message. */
public final class Stamp implements Processor {
  private final String text;

  public Stamp(String text) {
    this.text = text;
  }

  @Override
  public void process(Exchange exchange) {
    exchange.getMessage().setHeader("stamp", text);
  }
}
