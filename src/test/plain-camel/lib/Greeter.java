package dev.example;

import java.util.Locale;

/** A bean without a type of Camel's. */
public final class Greeter {
  private String greeting = "Hello";

  public void setGreeting(String greeting) {
    this.greeting = greeting;
  }

  public String greet(String name, int times) {
    return greeting + (" " + name).repeat(times);
  }

  public String shout(String text) {
    return text.toUpperCase(Locale.ROOT);
  }
}
