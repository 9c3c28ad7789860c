package dev.tributary.ingest;

import dev.tributary.contract.Downstream;
import dev.tributary.contract.MessageObserver;
import dev.tributary.contract.Outcome;
import dev.tributary.contract.Reason;
import java.time.Duration;

/** Intakes for a listener or a route alone, without a stage that takes dead letters. */
public final class Intakes {
  private Intakes() {}

  /**
   * @param ackTimeout null where senders wait as long as it takes
   */
  public static Intake of(
      Downstream downstream,
      int maxMessages,
      long maxBytes,
      MessageObserver observer,
      Duration ackTimeout) {
    Intake intake =
        new Intake(
            new Admission(downstream, maxMessages, maxBytes, () -> true),
            (exchange, receipt, done) ->
                done.accept(Outcome.refused(Reason.INTERNAL, "internal error", null)),
            ackTimeout);
    intake.observe(observer);
    return intake;
  }
}
