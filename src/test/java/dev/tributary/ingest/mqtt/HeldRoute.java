package dev.tributary.ingest.mqtt;

import dev.tributary.contract.Outcome;
import dev.tributary.contract.RouteEnd;
import dev.tributary.contract.Variables;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.AsyncProcessorSupport;

/** A route that a test holds in its hand: it sees what came and says when and how each ends. */
final class HeldRoute extends AsyncProcessorSupport {
  static final Outcome STORED = Outcome.stored(List.of());

  /** Ends messages at once; null means that they wait for {@link Message#end}. */
  interface Verdict {
    Outcome of(Message message);
  }

  final List<Message> seen = new CopyOnWriteArrayList<>();
  volatile Verdict verdict = message -> STORED;

  record Message(
      String body, Map<String, Object> variables, Exchange exchange, AsyncCallback callback) {
    void end(Outcome outcome) {
      RouteEnd.with(outcome, exchange);
      callback.done(false);
    }

    String address() {
      return (String) variables.get(Variables.ADDRESS);
    }
  }

  void holds() {
    verdict = message -> null;
  }

  List<String> bodies() {
    return seen.stream().map(Message::body).toList();
  }

  @Override
  public boolean process(Exchange exchange, AsyncCallback callback) {
    Message message =
        new Message(
            exchange.getMessage().getBody(String.class),
            Map.copyOf(exchange.getVariables()),
            exchange,
            callback);
    seen.add(message);
    Outcome outcome = verdict.of(message);
    if (outcome == null) {
      return false;
    }
    RouteEnd.with(outcome, exchange);
    callback.done(true);
    return true;
  }
}
