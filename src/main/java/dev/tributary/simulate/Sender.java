package dev.tributary.simulate;

import java.time.Duration;
import java.util.function.Consumer;

/** The device's side of one protocol: many devices over few connections and threads. */
public interface Sender extends AutoCloseable {
  /**
   * How long an answer may take, Kafka's time in it: less than verify waits by default when nothing
   * happens any more.
   */
  Duration PATIENCE = Duration.ofSeconds(25);

  /**
   * Sends without waiting and answers exactly once, perhaps on another thread. While the other side
   * is away the answer is {@link Answer#UNANSWERED} at once; connections come back by themselves.
   */
  void send(Message message, Consumer<Answer> answer);

  @Override
  void close();
}
