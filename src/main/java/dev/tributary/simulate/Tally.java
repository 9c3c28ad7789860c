package dev.tributary.simulate;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Live counters of one protocol. */
public final class Tally {
  private final Map<Answer, LongAdder> answers = new EnumMap<>(Answer.class);
  private final LongAdder sent = new LongAdder();
  private final LongAdder skipped = new LongAdder();

  Tally() {
    for (Answer answer : Answer.values()) {
      answers.put(answer, new LongAdder());
    }
  }

  void countSent() {
    sent.increment();
  }

  void countSkipped() {
    skipped.increment();
  }

  void count(Answer answer) {
    answers.get(answer).increment();
  }

  public long sent() {
    return sent.sum();
  }

  /** Due but not sent, because too many were still unanswered. */
  public long skipped() {
    return skipped.sum();
  }

  public long answered(Answer answer) {
    return answers.get(answer).sum();
  }

  public long acknowledged() {
    return answered(Answer.ACKNOWLEDGED);
  }

  /** Everything that was answered with something other than an acknowledgement. */
  public long refused() {
    return answered(Answer.REFUSED) + answered(Answer.THROTTLED) + answered(Answer.UNAVAILABLE);
  }

  public long unanswered() {
    return answered(Answer.UNANSWERED);
  }

  /** Sent, and neither answered nor given up yet. */
  public long pending() {
    return sent() - acknowledged() - refused() - unanswered();
  }
}
