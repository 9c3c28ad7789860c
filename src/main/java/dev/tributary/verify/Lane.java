package dev.tributary.verify;

import dev.tributary.simulate.Answer;
import dev.tributary.simulate.Message;
import dev.tributary.simulate.Sender;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * One device that sends numbered messages, one at a time, and each again and again until it gets
 * yes or no: what a device that cares for its data does.
 */
final class Lane {
  private static final long PAUSE_MILLIS = 200;

  private final DeviceAccount account;
  private final Sender sender;
  private final ScheduledExecutorService scheduler;
  private final BooleanSupplier another;
  private final Queue<Long> due = new ArrayDeque<>();
  private boolean busy;
  private boolean stopped;

  /**
   * @param another asked after each answer when nothing is due: whether to send one more at once
   */
  Lane(
      DeviceAccount account,
      Sender sender,
      ScheduledExecutorService scheduler,
      BooleanSupplier another) {
    this.account = account;
    this.sender = sender;
    this.scheduler = scheduler;
    this.another = another;
  }

  /** A message is due; it goes out when those before it are through. */
  void due(long nanos) {
    synchronized (this) {
      if (stopped) {
        return;
      }
      due.add(nanos);
      if (busy) {
        return;
      }
      busy = true;
    }
    next();
  }

  /** Sends nothing new. */
  synchronized void stop() {
    stopped = true;
    account.unsent(due.size());
    due.clear();
  }

  /** Whether a message is still on its way. */
  synchronized boolean busy() {
    return busy;
  }

  private void next() {
    long when;
    synchronized (this) {
      Long planned = due.poll();
      if (planned == null && (stopped || !another.getAsBoolean())) {
        busy = false;
        return;
      }
      when = planned == null ? System.nanoTime() : planned;
    }
    int number = account.open(when);
    send(number, message(number));
  }

  private void send(int number, Message message) {
    sender.send(message, answer -> heard(number, message, answer));
  }

  private void heard(int number, Message message, Answer answer) {
    switch (answer) {
      case ACKNOWLEDGED -> {
        account.acknowledged(number, System.nanoTime());
        next();
      }
      case REFUSED -> {
        account.refused();
        next();
      }
      case THROTTLED -> {
        account.slowedDown();
        again(number, message);
      }
      case UNAVAILABLE, UNANSWERED -> again(number, message);
    }
  }

  private void again(int number, Message message) {
    account.resent();
    var unused =
        scheduler.schedule(() -> send(number, message), PAUSE_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** The time makes the event id a function of the payload, so that a resend is recognisable. */
  private Message message(int number) {
    String payload =
        "{\"verify\":%d,\"time\":\"%s\"}"
            .formatted(number, Instant.now().truncatedTo(ChronoUnit.MILLIS));
    return new Message(
        account.device(),
        "devices/" + account.device() + "/telemetry",
        "application/json",
        payload.getBytes(StandardCharsets.UTF_8));
  }
}
