package dev.tributary.ingest.coap;

import dev.tributary.contract.Outcome;
import dev.tributary.contract.RouteEnd;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.AsyncProcessorSupport;

/** A route that a test holds in its hand: it sees what came and says when it is through. */
final class Route extends AsyncProcessorSupport {
  record Seen(Map<String, Object> headers, Map<String, Object> variables, byte[] body) {}

  private record Held(Exchange exchange, AsyncCallback callback) {}

  final List<Seen> seen = Collections.synchronizedList(new ArrayList<>());
  private final BlockingQueue<Held> held = new LinkedBlockingQueue<>();
  private volatile Outcome outcome = Outcome.stored(List.of());
  private volatile boolean holding;
  private volatile Executor later;

  /** From now on every message ends like this. */
  void answersWith(Outcome next) {
    outcome = next;
  }

  /** From now on messages wait for {@link #release}. */
  void holds() {
    holding = true;
  }

  /** From now on every message takes this long. */
  void takes(Duration time) {
    later = CompletableFuture.delayedExecutor(time.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Lets the oldest waiting message through, on the caller's thread. */
  void release() throws InterruptedException {
    Held next = held.poll(10, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("no message waits");
    }
    finish(next);
  }

  @Override
  public boolean process(Exchange exchange, AsyncCallback callback) {
    seen.add(
        new Seen(
            Map.copyOf(exchange.getMessage().getHeaders()),
            Map.copyOf(exchange.getVariables()),
            exchange.getMessage().getBody(byte[].class)));
    if (holding) {
      held.add(new Held(exchange, callback));
      return false;
    }
    if (later != null) {
      later.execute(() -> finish(new Held(exchange, callback)));
      return false;
    }
    RouteEnd.with(outcome, exchange);
    callback.done(true);
    return true;
  }

  private void finish(Held message) {
    RouteEnd.with(outcome, message.exchange());
    message.callback().done(false);
  }
}
