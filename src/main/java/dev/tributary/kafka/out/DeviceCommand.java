package dev.tributary.kafka.out;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One command, from when it is read until no answer is expected any more. */
final class DeviceCommand {
  private enum State {
    NEW,
    SENT,
    ANSWERED,
    NO_ANSWER,
    EXPIRED
  }

  private final Map<String, Object> record;
  private final Instant expires;
  private final Instant over;
  private State state = State.NEW;
  private long deadline;
  private Object answer;
  private Instant since;

  /**
   * @param over when it is forgotten, whatever came of it
   */
  DeviceCommand(Map<String, Object> record, Instant expires, Instant over) {
    this.record = record;
    this.expires = expires;
    this.over = over;
  }

  synchronized boolean isOver(Instant now) {
    return now.isAfter(over) || (state == State.NO_ANSWER && now.isAfter(expires));
  }

  /** Once only: a list that comes again has commands that were sent before. */
  synchronized boolean isToBeSent(Instant now) {
    if (state == State.NEW && !now.isBefore(expires)) {
      turn(State.EXPIRED);
    }
    return state == State.NEW;
  }

  synchronized void sent(long until) {
    deadline = until;
    // its answer may have come already
    if (state == State.NEW) {
      state = State.SENT;
    }
  }

  /** Waits for the answer, and returns the result. */
  synchronized Map<String, Object> await() throws InterruptedException {
    for (long left = deadline - System.nanoTime();
        state == State.SENT && left > 0;
        left = deadline - System.nanoTime()) {
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
    if (state == State.SENT) {
      turn(State.NO_ANSWER);
    }
    return result();
  }

  /** The first answer counts. Returns the result where there was one already, else null. */
  synchronized Map<String, Object> answered(Object given) {
    boolean late = state == State.NO_ANSWER;
    if (!late && state != State.SENT && state != State.NEW) {
      return null;
    }
    answer = given;
    turn(State.ANSWERED);
    notifyAll();
    return late ? result() : null;
  }

  synchronized boolean isWithoutAnswer() {
    return state == State.NO_ANSWER;
  }

  private void turn(State next) {
    state = next;
    since = Instant.now();
  }

  private Map<String, Object> result() {
    Map<String, Object> result = new LinkedHashMap<>();
    for (String member : new String[] {"id", "device_id", "command"}) {
      if (record.get(member) != null) {
        result.put(member, record.get(member));
      }
    }
    result.put(
        "state",
        switch (state) {
          case ANSWERED -> "answered";
          case EXPIRED -> "expired";
          case NEW, SENT, NO_ANSWER -> "no-answer";
        });
    result.put("time", since.toString());
    if (state == State.ANSWERED) {
      result.put("answer", answer);
    }
    return result;
  }
}
