package dev.tributary.contract;

/**
 * How many events the messages of one batch may yield together: a small body must not multiply
 * without bound. From the first message that does not fit none does, so that a sender who sends the
 * rest again keeps its order.
 */
public final class EventBudget {
  private final int most;
  private final String setting;
  private int taken;
  private boolean spent;

  /**
   * @param setting the name of the setting with the limit
   */
  public EventBudget(int most, String setting) {
    this.most = most;
    this.setting = setting;
  }

  /**
   * @throws Rejection {@code too-large} where that is more than is left
   */
  public synchronized void take(int events) {
    if (events > most) {
      // no batch has room for it; those behind it may still have their place in this one
      throw tooLarge("but this item alone counts for %d: send it by itself".formatted(events));
    }
    spent |= events > most - taken;
    if (spent) {
      throw spent();
    }
    taken += events;
  }

  public synchronized boolean isSpent() {
    return spent;
  }

  /** How a message that does not fit is refused. */
  public Rejection spent() {
    return tooLarge("and this one has more: send the rest in another");
  }

  private Rejection tooLarge(String wayOut) {
    return new Rejection(
        Reason.TOO_LARGE,
        "a batch yields at most %d events (%s) %s".formatted(most, setting, wayOut));
  }
}
