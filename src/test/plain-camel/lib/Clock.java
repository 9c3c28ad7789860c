package dev.example;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.camel.Exchange;

/** Always noon. */
public final class Clock {
  public String fixed() {
    return "12 o'clock";
  }

  public void stop() {
    throw new UncheckedIOException("it cannot be stopped", new IOException("no such button"));
  }

  public void strike(Exchange exchange) {
    exchange.getMessage().setHeader("struck", 12);
  }
}
