package dev.tributary.config;

import dev.tributary.text.Printable;
import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong, so that all of it is reported at once. */
public final class Problems {
  private final List<String> problems = new ArrayList<>();

  /** What was given is quoted, and is to be shown: each problem is one printable line. */
  public void add(String problem) {
    problems.add(Printable.line(problem));
  }

  public void addAll(List<String> more) {
    more.forEach(this::add);
  }

  public boolean isEmpty() {
    return problems.isEmpty();
  }

  public List<String> list() {
    return List.copyOf(problems);
  }

  /** Throws if anything was found. */
  public void throwIfAny() {
    if (!problems.isEmpty()) {
      throw new Found(list());
    }
  }

  /** What was found, one line each; the message is all of them. */
  public static final class Found extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final List<String> problems;

    public Found(List<String> problems) {
      super(String.join(System.lineSeparator(), problems));
      this.problems = List.copyOf(problems);
    }

    public List<String> problems() {
      return problems;
    }
  }
}
