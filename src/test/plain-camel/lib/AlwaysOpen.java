package dev.example;

import java.util.function.Predicate;

/** Never closes. */
public final class AlwaysOpen implements Predicate<Object> {
  @Override
  public boolean test(Object payload) {
    return true;
  }
}
