package dev.tributary.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class EventBudgetTest {
  private final EventBudget budget = new EventBudget(10, "the.setting");

  @Test
  void takesWhatFits() {
    budget.take(4);
    budget.take(6);

    assertThat(budget.isSpent()).isFalse();
  }

  /** So that a sender who sends the rest again keeps its order. */
  @Test
  void takesNothingBehindTheFirstThatDoesNotFit() {
    budget.take(4);

    assertTooLarge(7, "send the rest in another");
    assertThat(budget.isSpent()).isTrue();
    assertTooLarge(1, "send the rest in another");
  }

  @Test
  void goesOnBehindWhatWouldFitIntoNoBatch() {
    assertTooLarge(11, "this item alone counts for 11");

    assertThat(budget.isSpent()).isFalse();
    budget.take(10);
  }

  private void assertTooLarge(int events, String wayOut) {
    assertThatThrownBy(() -> budget.take(events))
        .isInstanceOfSatisfying(
            Rejection.class, e -> assertThat(e.reason()).isEqualTo(Reason.TOO_LARGE))
        .hasMessageContainingAll("at most 10 events", "the.setting", wayOut);
  }
}
