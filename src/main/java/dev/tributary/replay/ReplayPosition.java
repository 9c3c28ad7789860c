package dev.tributary.replay;

import java.util.ArrayDeque;
import java.util.Deque;

/** How far one partition is done: the next offset after the last that all before are done, too. */
final class ReplayPosition {
  /** A record that was read. */
  static final class Step {
    private final long offset;
    private volatile boolean done;

    Step(long offset) {
      this.offset = offset;
    }

    long offset() {
      return offset;
    }

    boolean isDone() {
      return done;
    }

    void done() {
      done = true;
    }
  }

  private final Deque<Step> steps = new ArrayDeque<>();
  private long next;

  ReplayPosition(long next) {
    this.next = next;
  }

  Step read(long offset) {
    Step step = new Step(offset);
    steps.addLast(step);
    return step;
  }

  /** Where a later replay would go on. */
  long next() {
    while (!steps.isEmpty() && steps.peekFirst().done) {
      next = steps.removeFirst().offset + 1;
    }
    return next;
  }
}
