package dev.tributary.ingest.http;

import dev.tributary.contract.Outcome;
import dev.tributary.contract.RouteEnd;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.AsyncProcessorSupport;

/** What stands where normalize would: it sees what came, and the test says how and when it ends. */
final class HeldRoute extends AsyncProcessorSupport {
  record Seen(
      Map<String, Object> headers,
      Map<String, Object> properties,
      Map<String, Object> variables,
      byte[] body) {
    String text() {
      return new String(body, StandardCharsets.UTF_8);
    }

    Object variable(String name) {
      return variables.get(name);
    }
  }

  private record Held(Exchange exchange, AsyncCallback callback) {}

  final List<Seen> seen = new CopyOnWriteArrayList<>();
  private final BlockingQueue<Held> held = new LinkedBlockingQueue<>();
  private volatile Function<String, Outcome> outcomes = body -> Outcome.stored(List.of());
  private volatile boolean holding;

  void answersWith(Outcome outcome) {
    outcomes = body -> outcome;
  }

  /** The outcome follows from the payload. */
  void answersBy(Function<String, Outcome> next) {
    outcomes = next;
  }

  void holds() {
    holding = true;
  }

  int waiting() {
    return held.size();
  }

  /** Lets the oldest waiting message through, on the caller's thread. */
  void release() throws InterruptedException {
    Held next = held.poll(10, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("no message waits");
    }
    finish(next.exchange());
    next.callback().done(false);
  }

  @Override
  public boolean process(Exchange exchange, AsyncCallback callback) {
    seen.add(
        new Seen(
            Map.copyOf(exchange.getMessage().getHeaders()),
            Map.copyOf(exchange.getProperties()),
            Map.copyOf(exchange.getVariables()),
            exchange.getMessage().getBody(byte[].class)));
    if (holding) {
      held.add(new Held(exchange, callback));
      return false;
    }
    finish(exchange);
    callback.done(true);
    return true;
  }

  private void finish(Exchange exchange) {
    String body = new String((byte[]) exchange.getMessage().getBody(), StandardCharsets.UTF_8);
    RouteEnd.with(outcomes.apply(body), exchange);
  }
}
